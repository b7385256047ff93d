// Dialogs: one that the server puts into the page with `data-open` opens by itself and leaves when it is closed. `data-close` and a press
// beside it close. The focus goes back to where it was.

const open = (dialog) => {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  // A dialog is about its field, not about its cross.
  one("[autofocus], input:not([type=hidden]), select, textarea", dialog)?.focus();
  dialog.addEventListener("close", () => {
    if (dialog.hasAttribute("data-open")) dialog.remove();
    if (!one("dialog[open]")) settleFocus();
  }, { once: true });
};

on("click", "[data-close]", (button) => button.closest("dialog")?.close());
// Pressed and let go on the backdrop: a selection that ends there does not close.
let pressedOn;
document.addEventListener("pointerdown", (event) => (pressedOn = event.target));
on("click", "dialog", (dialog, event) => {
  if (event.target !== dialog || pressedOn !== dialog) return;
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  const within = event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
  if (!within) dialog.close();
});
whenChanged(() => all("dialog[data-open]").forEach(open));

// A menu closes when something else is pressed or the focus leaves it.
const closeMenus = (within) => all("details.menu[open]").filter((menu) => !menu.contains(within)).forEach((menu) => (menu.open = false));
for (const name of ["pointerdown", "focusin"]) document.addEventListener(name, (event) => closeMenus(event.target));
