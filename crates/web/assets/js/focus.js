// The focus never falls to the page as a whole. What had it may be gone: a dialog that was answered, a row that left, a bar that hid
// itself. Then it goes back to where it was before that, else to the current row, else to the content.

let had, held;

document.addEventListener("focusin", ({ target }) => {
  if (!target.closest("dialog, .toast, [data-bulk]")) had = target;
});

const settleFocus = () => {
  const place = [had, current(), one("#main")].find((place) => place?.isConnected && isShown(place));
  place?.focus({ preventScroll: true });
};

document.addEventListener("htmx:before:swap", () => (held = document.activeElement));
document.addEventListener("htmx:after:swap", () => {
  if (held && held !== document.body && !(held.isConnected && isShown(held))) settleFocus();
});
