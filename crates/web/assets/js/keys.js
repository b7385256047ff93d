// The keyboard. `G` and a letter goes to a page (`data-go`), a letter alone does something (`data-key`), and what cannot be done here does
// nothing. Never inside fields, never while a Telex composition runs, and not at all with `data-keys="off"` on <html>.

const PREFIX_MS = 1500;
let prefixed = -Infinity;

const isTyping = (event) =>
  event.isComposing || event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

const press = (selector, within = document) => {
  const button = all(selector, within).find((button) => isShown(button) && !button.disabled);
  if (button?.matches("textarea, input:not([type=checkbox])")) button.focus();
  else button?.click();
  return Boolean(button);
};

// Where a letter acts: the open dialog alone; else on what is ticked, else on the open preview, else on the current row, else on the page.
const act = (letter) => {
  const selector = `[data-key="${CSS.escape(letter)}"]`;
  const dialog = all("dialog[open]").at(-1);
  if (dialog) return press(selector, dialog);
  const bulk = one("[data-bulk]:not([hidden])");
  if (bulk && press(selector, bulk)) return true;
  const preview = one(".preview:not([hidden])");
  if (preview && press(selector, preview)) return true;
  const form = one("[data-row-actions]");
  const button = current() && form && one(selector, form);
  if (button) {
    one("[data-row-id]", form).value = current().dataset.row;
    button.click();
    return true;
  }
  return press(selector);
};

const escape = () => {
  const menu = one("details.menu[open]");
  if (menu) {
    menu.open = false;
    one("summary", menu).focus();
    return true;
  }
  return press(".preview:not([hidden]) [data-close-preview]") || untick();
};

const search = () => {
  const field = one("[data-search]");
  field?.focus();
  field?.select();
  return Boolean(field);
};

const KEYS = {
  "/": search,
  "?": () => Boolean(one("#keys")) && (open(one("#keys")), true),
  j: () => moveRow(1) || press("[data-next]"),
  k: () => moveRow(-1) || press("[data-previous]"),
  x: (event) => toggleTick(event.shiftKey),
  z: undo,
  Escape: escape,
};
// With the focus in a row only: elsewhere they belong to the browser.
const ROW_KEYS = {
  ArrowDown: () => moveRow(1),
  ArrowUp: () => moveRow(-1),
  Enter: () => pressIn(current(), "[data-open-row]"),
  " ": () => pressIn(current(), "[data-peek]"),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if ((event.ctrlKey || event.metaKey) && letter === "k") {
    if (openPalette()) event.preventDefault();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && letter === "a" && !isTyping(event) && !one("dialog[open]")) {
    if (press("[data-tick-all]")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event)) {
    if (letter === "Escape" && event.target.matches("[data-search]")) (current() ?? one("#main"))?.focus();
    return;
  }
  const isOff = page.dataset.keys === "off" && event.key.length === 1 && letter !== " ";
  if (isOff) return;
  const isPrefixed = event.timeStamp - prefixed < PREFIX_MS;
  prefixed = -Infinity;
  let done;
  if (isPrefixed) done = all(`[data-go="${CSS.escape(letter)}"]`)[0]?.click() ?? true;
  else if (one("dialog[open]")) done = letter.length === 1 && act(letter);
  else if (event.target.matches("[data-row]") && ROW_KEYS[event.key]) done = ROW_KEYS[event.key]();
  else if (KEYS[letter]) done = KEYS[letter](event);
  else if (letter === "g") prefixed = event.timeStamp;
  else if (letter.length === 1) done = act(letter);
  if (done) event.preventDefault();
});
