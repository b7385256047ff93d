// Rows: `data-rows` holds `data-row` elements. One row is current (at first that which `data-of` of the preview names) and is the
// table's only stop of the Tab key; J and K move it, Enter presses its `data-open-row`, Space its `data-peek`, X its tick. Shift takes
// the range. `data-bulk` is shown while rows are ticked; in it `data-all-matching` while all are, and `data-all` where the address chose all
// leads that match: then it stands until a row is unticked.

const rows = () => all("[data-rows] [data-row]").filter(isShown);
const current = () => one("[data-rows] [data-row][data-current]");
const tickOf = (row) => one("[data-tick]", row);
const ticked = () => all("[data-rows] [data-tick]:checked");
let lastTicked;
let currentId;

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
  const count = ticked().length;
  for (const row of all("[data-rows] [data-row]")) {
    const tick = tickOf(row);
    if (tick) row.setAttribute("aria-selected", tick.checked);
  }
  const whole = one("[data-all]");
  for (const bulk of all("[data-bulk]")) bulk.hidden = !count && !whole;
  for (const some of all("[data-some]")) some.hidden = Boolean(whole);
  const isEvery = count > 0 && count === all("[data-rows] [data-tick]").length;
  for (const offer of all("[data-all-matching]")) offer.hidden = Boolean(whole) || !isEvery;
  for (const place of all("[data-ticked]")) place.textContent = count;
  for (const every of all("[data-tick-all]")) {
    every.checked = isEvery;
    every.indeterminate = count > 0 && !every.checked;
  }
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
  for (const each of taken) if (tickOf(each)) tickOf(each).checked = checked;
  lastTicked = row;
  if (!checked) leaveWhole();
  showTicked();
};

const toggleTick = (range) => {
  const row = current();
  if (!row || !tickOf(row)) return false;
  setTick(row, range || !tickOf(row).checked, range);
  return true;
};

const untick = () => {
  const had = ticked();
  for (const tick of had) tick.checked = false;
  leaveWhole();
  showTicked();
  return had.length > 0;
};

on("click", "[data-tick]", (tick, event) => setTick(tick.closest("[data-row]"), tick.checked, event.shiftKey));
on("change", "[data-tick-all]", (every) => {
  for (const row of rows()) if (tickOf(row)) tickOf(row).checked = every.checked;
  if (!every.checked) leaveWhole();
  showTicked();
});
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

document.addEventListener("DOMContentLoaded", () => {
  if (!one("[data-all]")) return;
  for (const tick of all("[data-rows] [data-tick]")) tick.checked = true;
  showTicked();
});

// The row that was open when the page was left is current again after Back.
const PLACE = `row ${location.pathname}`;
window.addEventListener("pagehide", () => current()?.id && sessionStorage.setItem(PLACE, JSON.stringify(current().id)));
document.addEventListener("DOMContentLoaded", () => {
  const type = performance.getEntriesByType("navigation")[0]?.type;
  const row = type === "back_forward" && document.getElementById(readStored(PLACE));
  if (row && row.matches("[data-row]")) makeCurrent(row);
});
// A page that the browser kept whole comes back with the focus where the press was, on the link inside of the row.
window.addEventListener("pageshow", ({ persisted }) => persisted && current() && makeCurrent(current()));
