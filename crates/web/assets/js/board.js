// The board: a `data-card` is dragged onto a `data-stage` column. A column with `data-asks` first opens what the stage needs, and nothing
// moves until that was answered; others take the card at once (`data-drop`), and give it back when the server refuses.

let dragged;

const takes = (column) => dragged && !column.contains(dragged);

on("dragstart", "[data-card]", (card, event) => {
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.card);
  card.classList.add("dragged");
});
on("dragover", "[data-stage]", (column, event) => {
  if (!takes(column)) return;
  event.preventDefault();
  for (const other of all("[data-stage]")) other.classList.toggle("over", other === column);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  for (const column of all("[data-stage]")) column.classList.remove("over");
  dragged = undefined;
});
on("drop", "[data-stage]", (column, event) => {
  if (!takes(column)) return;
  event.preventDefault();
  const card = dragged;
  const values = { lead: card.dataset.card, version: card.dataset.version, stage: column.dataset.stage };
  if (column.dataset.asks) return void htmx.ajax("GET", column.dataset.asks, { source: card, target: "#dialogs", values });
  const [list, next] = [card.parentNode, card.nextSibling];
  card.classList.replace("dragged", "waiting");
  one("[data-cards]", column).prepend(card);
  let refused = false;
  const note = ({ detail }) => (refused ||= detail.ctx?.sourceElement === column);
  const noting = new AbortController();
  for (const name of ["htmx:response:error", "htmx:error"]) document.addEventListener(name, note, { signal: noting.signal });
  htmx.ajax("POST", column.dataset.drop, { source: column, swap: "none", values }).finally(() => {
    noting.abort();
    card.classList.remove("waiting");
    if (refused && card.isConnected) list.insertBefore(card, next?.parentNode === list ? next : null);
  });
});
