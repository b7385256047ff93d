// Toasts: the server puts `.toast` into `#toasts`; they leave after ten seconds, but not from under a pointer or the focus.
// `Z` presses the `data-undo` of the newest one, and where that has none nothing is taken back: what stands above it was done before, and
// she does not mean it. What no answer could say (no network, a broken reply) is said from `data-failed`.

const TOAST_MS = 10000;
const toasts = () => one("#toasts");

const dismiss = (toast) => {
  const hasFocus = toast.contains(document.activeElement);
  toast.remove();
  if (hasFocus) settleFocus();
};

const wait = (toast) => setTimeout(() => (toast.matches(":hover, :focus-within") ? wait(toast) : dismiss(toast)), TOAST_MS);

const startTimers = () => {
  for (const toast of all("#toasts .toast:not([data-timed])")) {
    toast.dataset.timed = "";
    wait(toast);
    for (const older of all("#toasts .toast").slice(0, -3)) dismiss(older);
  }
};

const say = (text, kind = "bad") => {
  toasts()?.append(Object.assign(document.createElement("div"), { className: `toast ${kind}`, textContent: text }));
  startTimers();
};

const undo = () => {
  const newest = all("#toasts .toast").at(-1);
  if (newest && !pressIn(newest, "[data-undo]") && !newest.matches(".nothing")) say(toasts().dataset.nothing, "nothing");
  return Boolean(newest);
};

on("click", "[data-dismiss]", (button) => dismiss(button.closest(".toast, .notice")));
whenChanged(startTimers);
document.addEventListener("htmx:error", () => say(toasts()?.dataset.failed));

// `data-copy="#id"`: the clipboard needs HTTPS; without it the text is selected, ready for Ctrl+C.
on("click", "[data-copy]", async (button) => {
  const text = one(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(text.value ?? text.textContent);
    button.dataset.copied = "";
  } catch {
    if (text.select) text.select();
    else getSelection().selectAllChildren(text);
  }
});
