// The board: a `data-card` is dragged onto a `data-stage` column. A column with `data-asks` first opens what the stage needs, and nothing
// moves until that was answered; others take the card at once (`data-drop`), and give it back when the server refuses.

let dragged;

const isBarred = (column) => column.contains(dragged) || column.hasAttribute("data-barred");
const columns = () => all("[data-stage]");

on("dragstart", "[data-card]", (card, event) => {
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.card);
  card.classList.add("dragged");
  for (const column of columns()) column.classList.toggle("barred", column.hasAttribute("data-barred"));
});
on("dragover", "[data-stage]", (column, event) => {
  if (!dragged || isBarred(column)) return;
  event.preventDefault();
  for (const other of columns()) other.classList.toggle("over", other === column);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  for (const column of columns()) column.classList.remove("over", "barred");
  dragged = undefined;
});
on("drop", "[data-stage]", (column, event) => {
  if (!dragged || isBarred(column)) return;
  event.preventDefault();
  const card = dragged;
  const values = { lead: card.dataset.card, version: card.dataset.version, stage: column.dataset.stage };
  if (column.dataset.asks) {
    htmx.ajax("GET", column.dataset.asks, { source: card, target: "#dialogs", values });
    return;
  }
  const [list, next] = [card.parentNode, card.nextSibling];
  const moved = card.cloneNode(true);
  moved.classList.remove("dragged");
  moved.classList.add("waiting");
  card.hidden = true;
  one("[data-cards]", column).prepend(moved);
  const settle = (done) => {
    if (done) card.remove();
    else if (list.isConnected) list.insertBefore(card, next?.parentNode === list ? next : null);
    card.hidden = false;
    if (done) moved.classList.remove("waiting");
    else moved.remove();
  };
  let refused = false;
  const note = ({ detail }) => (refused ||= detail.ctx?.sourceElement === column);
  document.addEventListener("htmx:response:error", note);
  document.addEventListener("htmx:error", note);
  htmx.ajax("POST", column.dataset.drop, { source: column, swap: "none", values }).finally(() => {
    document.removeEventListener("htmx:response:error", note);
    document.removeEventListener("htmx:error", note);
    settle(!refused);
  });
});
