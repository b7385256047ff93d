// Rows: `data-rows` holds `data-row` elements. One row is current (at first that which `data-of` of the preview names) and is the
// table's only stop of the Tab key; J and K move it, Enter presses its `data-open-row`, Space its `data-peek`, X its tick. Shift takes
// the range. `data-bulk` is shown while rows are ticked; in it `data-all-matching` while all are, and `data-all` where the address chose all
// leads that match: then it stands until a row is unticked.

const rows = () => all("[data-rows] [data-row]").filter(isShown);
const current = () => one("[data-rows] [data-row][data-current]");
const tickOf = (row) => one("[data-tick]", row);
const ticked = () => all("[data-rows] [data-tick]:checked");
let lastTicked, currentId;

const makeCurrent = (row, { focus = true } = {}) => {
  for (const other of all("[data-row][data-current]")) {
    delete other.dataset.current;
    other.tabIndex = -1;
  }
  currentId = row.id;
  row.dataset.current = "";
  row.tabIndex = 0;
  if (focus) row.focus();
};

// Moves by `step` rows; from nowhere it goes to the current one. While the preview is open it follows.
const moveRow = (step) => {
  const list = rows();
  if (!list.length) return false;
  const at = list.indexOf(current());
  const far = document.activeElement === document.body ? 0 : step;
  const row = list[Math.min(Math.max(at < 0 ? 0 : at + far, 0), list.length - 1)];
  makeCurrent(row);
  row.scrollIntoView({ block: "nearest" });
  if (one(".preview:not([hidden])")) pressIn(row, "[data-peek]");
  return true;
};

const pressIn = (row, selector) => {
  const element = row && one(selector, row);
  element?.click();
  return Boolean(element);
};

const showTicked = () => {
  const [every, count, whole] = [all("[data-rows] [data-tick]"), ticked().length, Boolean(one("[data-all]"))];
  const checked = count > 0 && count === every.length;
  for (const tick of every) tick.closest("[data-row]").setAttribute("aria-selected", tick.checked);
  for (const bulk of all("[data-bulk]")) bulk.hidden = !count && !whole;
  for (const some of all("[data-some]")) some.hidden = whole;
  for (const offer of all("[data-all-matching]")) offer.hidden = whole || !checked;
  for (const place of all("[data-ticked]")) place.textContent = count;
  for (const box of all("[data-tick-all]")) Object.assign(box, { checked, indeterminate: count > 0 && !checked });
};

const setTicks = (ticks, checked) => {
  for (const tick of ticks) tick.checked = checked;
  if (!checked) leaveWhole();
  showTicked();
};

// The ticked rows are meant again. The address says so too, so that a reload does not choose all anew.
const leaveWhole = () => {
  const whole = one("[data-all]");
  if (!whole) return;
  whole.remove();
  const address = new URL(location);
  address.searchParams.delete("all");
  history.replaceState(history.state, "", address);
};

const setTick = (row, checked, range) => {
  const list = rows();
  const [from, to] = [list.indexOf(lastTicked), list.indexOf(row)];
  const taken = range && from >= 0 ? list.slice(Math.min(from, to), Math.max(from, to) + 1) : [row];
  lastTicked = row;
  setTicks(taken.map(tickOf).filter(Boolean), checked);
};

const toggleTick = (range) => {
  const tick = current() && tickOf(current());
  if (tick) setTick(current(), range || !tick.checked, range);
  return Boolean(tick);
};

const untick = () => {
  const had = ticked();
  setTicks(had, false);
  return had.length > 0;
};

on("click", "[data-tick]", (tick, event) => setTick(tick.closest("[data-row]"), tick.checked, event.shiftKey));
on("change", "[data-tick-all]", (box) => setTicks(rows().map(tickOf).filter(Boolean), box.checked));
on("click", "[data-untick]", untick);
// What was done to the ticked rows is done.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.matches?.("[data-unticks]") && ctx.response?.status < 400) untick();
});
on("focusin", "[data-row]", (row) => row.matches("[data-current]") || makeCurrent(row, { focus: false }));
on("click", "[data-row]", (row, event) => {
  if (event.target.closest("a, button, input, label, select, textarea, summary") || getSelection().type === "Range") return;
  makeCurrent(row);
  pressIn(row, "[data-peek]");
});
whenChanged(() => {
  // A morphed row comes as the server knows it: without being current.
  const opened = one("[data-of]")?.dataset.of;
  const row = current() ?? document.getElementById(currentId) ?? document.getElementById(opened) ?? rows()[0];
  if (row) makeCurrent(row, { focus: false });
  showTicked();
});

document.addEventListener("DOMContentLoaded", () => one("[data-all]") && setTicks(all("[data-rows] [data-tick]"), true));

// A lead that is opened from a list or the board knows its place there: `data-neighbours` shows it, with the links before and after it. The
// ids stay in this window instead of in the lead's address: whoever is sent that, or reads it in a log, does not learn what was searched
// for, nothing that comes with an address has to be believed, and a lead that was moved out of the list still has its place.
const LIST = "opened list";
on("click", "[data-open-row][href^='/app/leads/'], .preview h1 a", () => {
  store(LIST, { from: location.href, ids: rows().map((row) => row.dataset.row) });
});
whenChanged(() => {
  const [place, { from, ids }] = [one("[data-neighbours]"), readStored(LIST) ?? { ids: [] }];
  const at = ids.indexOf(place?.dataset.neighbours);
  if (at < 0) return;
  place.hidden = false;
  one("[data-place]", place).textContent = `${at + 1}/${ids.length}`;
  one("[data-back]").href = from;
  for (const [link, id] of [["[data-previous]", ids[at - 1]], ["[data-next]", ids[at + 1]]]) {
    Object.assign(one(link, place), { href: `/app/leads/${id}`, hidden: !id });
  }
});

// The row that was open when the page was left is current again after Back.
const PLACE = `row ${location.pathname}`;
window.addEventListener("pagehide", () => current()?.id && store(PLACE, current().id));
document.addEventListener("DOMContentLoaded", () => {
  const type = performance.getEntriesByType("navigation")[0]?.type;
  const row = type === "back_forward" && document.getElementById(readStored(PLACE));
  if (row && row.matches("[data-row]")) makeCurrent(row);
});
// A page that the browser kept whole comes back with the focus where the press was, on the link inside of the row.
window.addEventListener("pageshow", ({ persisted }) => persisted && current() && makeCurrent(current()));
