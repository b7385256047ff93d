// `data-set-theme="light|dark|system"`: the choice holds at once, and in a cookie so that the next page comes in it.

on("click", "[data-set-theme]", (button) => {
  const theme = (page.dataset.theme = button.dataset.setTheme);
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  for (const other of all("[data-set-theme]")) other.setAttribute("aria-pressed", other === button);
});
