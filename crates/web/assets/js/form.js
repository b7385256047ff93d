// Forms. `data-keep` names the address that a form comes from: what was typed is not lost when the session has ended meanwhile, or when a
// page of a fault comes instead of the answer. It is put aside when the form is sent; if the sign-in (`data-signed-out`) or such a page
// (`data-not-done`) comes it is kept, and filled in again when the form is next there: a dialog opens by itself over the page that it lay
// over. Only for who typed it, and never a password.
// `data-take` fills `data-into`. Ctrl+Enter sends the form the focus is in.

const KEPT = "kept form";
let kept = readStored(KEPT);
const isText = (field) => field.name && !field.disabled && !["password", "file", "submit", "button"].includes(field.type);

const keep = (form) => store(KEPT, (kept = form));
const forget = () => {
  kept = null;
  sessionStorage.removeItem(KEPT);
};
const putAside = (form) => {
  const values = [...form.elements].filter(isText).map((field) => [field.name, field.value, Boolean(field.checked)]);
  const { who } = page.dataset;
  keep({ who, path: location.pathname, form: form.id, from: form.dataset.keep, over: Boolean(form.closest("dialog")), values, lost: false });
};

const fillIn = () => {
  const form = kept?.lost && document.getElementById(kept.form);
  if (!form || form.dataset.keep !== kept.from) return false;
  for (const [name, value, checked] of kept.values) {
    for (const field of [...form.elements].filter((field) => isText(field) && field.name === name)) {
      if (!["checkbox", "radio"].includes(field.type)) field.value = value;
      else if (field.value === value) field.checked = checked;
    }
  }
  form.closest("details")?.setAttribute("open", "");
  forget();
  return true;
};

document.addEventListener("submit", ({ target }) => target.matches("[data-keep]") && putAside(target), true);

document.addEventListener("DOMContentLoaded", () => {
  if (!kept) return;
  // What was redirected was done; the page that could not be shown is another.
  const isDone = !kept.lost && performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  if (one("[data-signed-out]") || (one("[data-not-done]") && !isDone)) return keep({ ...kept, lost: true });
  if (!kept.lost || kept.who !== page.dataset.who) return forget();
  if (fillIn() || location.pathname !== kept.path) return;
  const { from, over } = kept;
  keep({ ...kept, path: "" });
  // Behind the start of htmx.
  if (over) setTimeout(() => htmx.ajax("GET", from, { target: "#dialogs" }));
  else location.replace(from);
});
document.addEventListener("htmx:after:swap", fillIn);
// What was taken is kept no longer, and its form is empty for the next. Where another request finds the session ended, the form in hand is kept.
document.addEventListener("htmx:after:request", ({ detail: { ctx: { sourceElement: source, response } } }) => {
  const [form, to] = [source?.matches?.("[data-keep]") && source, response?.headers.get("HX-Redirect")];
  const inHand = one("dialog[open] [data-keep]") ?? document.activeElement?.closest("[data-keep]");
  if (!form && inHand && to?.startsWith("/app/sign-in")) putAside(inHand);
  if (!form || to) return;
  forget();
  if (response?.status < 400) form.reset();
});

on("click", "[data-take]", ({ dataset }) => Object.assign(one(dataset.into), { value: dataset.take }).focus());

document.addEventListener("keydown", (event) => {
  const form = event.target.form ?? event.target.closest?.("form");
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit();
});

// After a refusal the first field that is wrong has the focus.
whenChanged(() => {
  const wrong = one("[aria-invalid=true]");
  if (wrong && !wrong.form?.contains(document.activeElement)) wrong.focus();
});
