// Forms. `data-keep`: what was typed is not lost when the session has ended meanwhile. It is put aside when the form is sent; if the
// sign-in page comes instead of the answer (`data-signed-out`) it is kept, and filled in again when the form is next shown.
// `data-take` fills `data-into`. `data-submit`: a choice in it sends its form. Ctrl+Enter sends the form the focus is in.

const KEPT = "kept form";
const kept = readStored(KEPT);
const isText = (field) => field.name && !field.disabled && !["password", "file", "hidden", "submit", "button"].includes(field.type);

const putAside = (form) => {
  const fields = [...form.elements].filter(isText);
  const values = fields.map((field) => [field.name, field.value, Boolean(field.checked)]);
  sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname, form: form.id, values, lost: false }));
};

const fillIn = (form) => {
  for (const [name, value, checked] of kept.values) {
    for (const field of [...form.elements].filter((field) => isText(field) && field.name === name)) {
      if (["checkbox", "radio"].includes(field.type)) {
        if (field.value === value) field.checked = checked;
      } else field.value = value;
    }
  }
};

document.addEventListener("submit", ({ target }) => target.matches("[data-keep]") && putAside(target), true);

document.addEventListener("DOMContentLoaded", () => {
  if (!kept) return;
  if (one("[data-signed-out]")) {
    sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, lost: true }));
    return;
  }
  const form = kept.path === location.pathname && document.getElementById(kept.form);
  if (kept.lost && !form) return;
  if (kept.lost) fillIn(form);
  sessionStorage.removeItem(KEPT);
});
// What was taken is kept no longer, and its form is empty for the next.
document.addEventListener("htmx:after:request", ({ detail: { ctx: { sourceElement: form, response } } }) => {
  if (!form?.matches?.("[data-keep]") || response?.status >= 400 || response?.headers.has("HX-Redirect")) return;
  sessionStorage.removeItem(KEPT);
  form.reset();
});

on("click", "[data-take]", (button) => {
  const field = one(button.dataset.into);
  field.value = button.dataset.take;
  field.focus();
});

on("change", "[data-submit]", (field) => field.form?.requestSubmit());

document.addEventListener("keydown", (event) => {
  const form = event.target.form ?? event.target.closest?.("form");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    form.requestSubmit();
  }
});

// After a refusal the first field that is wrong has the focus.
document.addEventListener("htmx:after:swap", () => {
  const wrong = one("[aria-invalid=true]");
  if (wrong && !wrong.form?.contains(document.activeElement)) wrong.focus();
});
