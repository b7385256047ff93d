// Toasts: the server puts `.toast` into `#toasts`; they leave after ten seconds, but not from under a pointer or the focus.
// `Z` presses the newest `data-undo`. What no answer could say (no network, a broken reply) is said from `data-failed`.

const TOAST_MS = 10000;
const toasts = () => one("#toasts");

const dismiss = (toast) => {
  const hasFocus = toast.contains(document.activeElement);
  toast.remove();
  if (hasFocus) settleFocus();
};

const wait = (toast) =>
  setTimeout(() => (toast.matches(":hover, :focus-within") ? wait(toast) : dismiss(toast)), TOAST_MS);

const startTimers = () => {
  for (const toast of all(".toast:not([data-timed])", toasts() ?? undefined)) {
    toast.dataset.timed = "";
    wait(toast);
    for (const older of all(".toast", toasts()).slice(0, -3)) dismiss(older);
  }
};

const say = (text) => {
  const toast = document.createElement("div");
  toast.className = "toast bad";
  toast.textContent = text;
  toasts()?.append(toast);
  startTimers();
};

const undo = () => {
  const button = all("[data-undo]", toasts() ?? undefined).at(-1);
  button?.click();
  return Boolean(button);
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
