// What every part uses. Pages carry data attributes and nothing else: each part listens on the document, so rows and forms that come
// later need no wiring.

const page = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);

// Calls `act(element, event)` for an event at or within an element of that kind.
const on = (name, selector, act) =>
  document.addEventListener(name, (event) => {
    const element = event.target instanceof Element && event.target.closest(selector);
    if (element) act(element, event);
  });

const isShown = (element) => element.getClientRects().length > 0;

// Calls `act` now and whenever htmx has put something into the page.
const whenChanged = (act) => {
  document.addEventListener("htmx:after:swap", act);
  document.addEventListener("DOMContentLoaded", act);
};

// A text without case and accents, as the search of the server folds it.
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

const store = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));
const readStored = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
};
