// The palette (`#palette`): its `data-options` are pages and actions, filtered here, and what the server found, which htmx puts below.
// Arrows choose, Enter presses. The search box of the top bar is the same for leads alone.

const palette = () => one("#palette");
const options = () => all("[data-option]", palette()).filter(isShown);

const choose = (option) => {
  for (const other of all("[data-option]", palette())) other.setAttribute("aria-selected", other === option);
  const input = one("input", palette());
  if (option) option.id ||= `option-${options().indexOf(option)}-${Date.now()}`;
  input.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
};

const filterOptions = () => {
  const words = folded(one("input", palette()).value).split(/\s+/);
  for (const option of all("[data-options] [data-option]", palette())) {
    option.hidden = !words.every((word) => folded(option.textContent).includes(word));
  }
  choose(options()[0]);
};

const openPalette = () => {
  if (!palette()) return false;
  open(palette());
  const input = one("input", palette());
  input.value = "";
  input.focus();
  filterOptions();
  return true;
};

on("click", "[data-open-palette]", openPalette);
on("input", "#palette input", filterOptions);
on("keydown", "#palette input", (_, event) => {
  const list = options();
  const at = list.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(list[(at + step + list.length) % list.length]);
  else if (event.key === "Enter" && !event.isComposing) list[at]?.click();
  else return;
  event.preventDefault();
});
on("click", "#palette [data-option]", () => palette().close());
document.addEventListener("htmx:after:swap", () => palette()?.open && choose(options()[0]));
