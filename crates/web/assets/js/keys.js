// The keyboard. `G` and a letter goes to a page (`data-go`), a letter alone does something (`data-key`), and what cannot be done here does
// nothing. Never inside fields, never while a Telex composition runs, and not at all with `data-keys="off"` on <html>.

const PREFIX_MS = 1500;
let prefixed = -Infinity;

const isTyping = ({ target }) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

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
  if (press(`[data-bulk]:not([hidden]) ${selector}`) || press(`.preview:not([hidden]) ${selector}`)) return true;
  const button = current() && one(`[data-row-actions] ${selector}`);
  if (!button) return press(selector);
  one("[data-row-id]", button.form).value = current().dataset.row;
  button.click();
  return true;
};

const escape = () => {
  const menu = one("details.menu[open]");
  if (!menu) return press(".preview:not([hidden]) [data-close-preview]") || untick();
  menu.open = false;
  one("summary", menu).focus();
  return true;
};

const KEYS = {
  "/": () => press("[data-search]") && (document.activeElement.select(), true),
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

// With Ctrl or ⌘.
const CONTROL_KEYS = {
  k: openPalette,
  a: (event) => !isTyping(event) && !one("dialog[open]") && press("[data-tick-all]"),
};

// Whether a key did something.
const answer = (event, letter) => {
  if (event.ctrlKey || event.metaKey) return CONTROL_KEYS[letter]?.(event);
  if (event.altKey) return false;
  if (isTyping(event)) {
    if (letter === "Escape" && event.target.matches("[data-search]")) (current() ?? one("#main"))?.focus();
    return false;
  }
  if (page.dataset.keys === "off" && event.key.length === 1 && letter !== " ") return false;
  const isPrefixed = event.timeStamp - prefixed < PREFIX_MS;
  prefixed = -Infinity;
  if (isPrefixed) return all(`[data-go="${CSS.escape(letter)}"]`)[0]?.click() ?? true;
  if (one("dialog[open]")) return letter.length === 1 && act(letter);
  if (event.target.matches("[data-row]") && ROW_KEYS[event.key]) return ROW_KEYS[event.key]();
  if (KEYS[letter]) return KEYS[letter](event);
  if (letter !== "g") return letter.length === 1 && act(letter);
  prefixed = event.timeStamp;
  return false;
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (answer(event, event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
});
