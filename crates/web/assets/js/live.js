// What changes elsewhere: ids of leads come in, and the page asks `data-live` for those rows; the answer morphs the known ones and puts new ones
// into `data-arrived`. These wait behind `data-arrivals` while the pointer or the focus is in the table, and a row that left the list
// stays there, struck out, so no row moves under a hand. A row may have left without being named, when its lead was deleted or given to
// somebody else: what is shown is asked for again some seconds after something changed, and now and then. Of many changes at once the
// newest rows are asked for.
// One stream serves all windows of a browser (a shared worker); without workers a hidden window closes its own.

const ASK_MS = 250;
const CHECK_MS = 4000;
const LATEST_CHECK_MS = 60000;
const LOST_MS = 3000;
const MOST_ROWS = 200;
const MOST_ASKED = 100;
const MOST_NAMED = 400;
const waiting = new Set();
let asking, checking, losing, isMany;
let askedAt = -ASK_MS;

const shownIds = () => all("[data-rows] [data-live-id], [data-arrived] [data-live-id]").map((row) => Number(row.dataset.liveId));

// The first after a silence is asked for at once.
const askSoon = () => (asking ??= setTimeout(askForRows, askedAt + ASK_MS - performance.now()));
const askForRows = () => {
  asking = undefined;
  askedAt = performance.now();
  const place = one("[data-live]");
  if (!place || !(waiting.size || isMany)) return;
  if (dragged) return void askSoon();
  const ids = [...waiting].slice(0, MOST_ASKED);
  ids.forEach((id) => waiting.delete(id));
  // A page of one row asks only when that one changed.
  const isOne = place.matches("[data-live-id]");
  const has = isMany && !isOne ? shownIds() : ids.filter((id) => one(`[data-live-id="${id}"]`));
  const values = { ids: ids.join(","), has: has.slice(0, MOST_NAMED).join(","), ...(isMany && { newest: "1" }) };
  isMany = false;
  if (isOne && !has.length) return;
  htmx.ajax("GET", place.dataset.live, { source: place, swap: "none", values });
  if (waiting.size) askSoon();
};

const check = () => {
  checking = undefined;
  if (document.hidden) return;
  shownIds().forEach((id) => waiting.add(id));
  if (waiting.size) askSoon();
};
setInterval(check, LATEST_CHECK_MS);

// The list of requests has no ids to follow: each time some came it asks for what is newer than its newest row, unless `data-pause` is
// pressed; and because some are written late, for those of `data-late` microseconds before it that it has not. One question waits for the
// other, so that none comes twice.
let asked = Promise.resolve();
const isPaused = () => Boolean(one("[data-pause][aria-pressed=true]"));
const askNow = () => {
  const place = one("[data-newer]");
  if (!place || isPaused()) return;
  const ids = all("[data-row]", place.parentNode).map((row) => Number(row.dataset.row));
  const newer = Math.max(0, ...ids) - place.dataset.late;
  const has = ids.filter((id) => id > newer).join(",");
  return htmx.ajax("GET", place.dataset.newer, { source: place, swap: "none", values: { newer, has } });
};
const askForNewer = () => (asked = asked.then(askNow));
on("click", "[data-pause]", (button) => {
  button.setAttribute("aria-pressed", !isPaused());
  askForNewer();
});
whenChanged(() => all("[data-pause]").forEach((button) => (button.hidden = false)));

const showLost = (isLost) => {
  clearTimeout(losing);
  losing = setTimeout(() => all("[data-lost]").forEach((notice) => (notice.hidden = !isLost)), isLost ? LOST_MS : 0);
};

const take = ({ changed, many = false, requests = false, ended = false, lost }) => {
  if (requests) askForNewer();
  if (ended) for (const notice of all("[data-ended]")) notice.hidden = false;
  if (ended || lost !== undefined) showLost(Boolean(lost));
  changed?.forEach((id) => waiting.add(Number(id)));
  if (many) {
    isMany = (one("[data-arrived]")?.children.length ?? 0) < MOST_ROWS;
    all("[data-live][data-live-id]").forEach(({ dataset }) => waiting.add(Number(dataset.liveId)));
  }
  if (waiting.size || isMany) askSoon();
  if (changed || many) checking ??= setTimeout(check, CHECK_MS);
};

const isInHand = () => one("[data-rows]")?.matches(":hover, :focus-within") || ticked().length > 0 || scrollY > 200;

const letIn = () => {
  const [from, into] = [one("[data-arrived]"), one("[data-rows]")];
  // A request that was written late goes below those that were asked after it.
  const isByNumber = into.matches("[data-newer]");
  const below = ({ dataset: { row } }) => all("[data-row]", into).find((other) => !isByNumber || Number(other.dataset.row) < Number(row));
  for (const row of [...from.children].reverse()) {
    row.classList.add("fresh");
    into.insertBefore(row, below(row) ?? null);
  }
  const table = into.closest("table");
  table.hidden = false;
  one(".empty", table.parentNode)?.remove();
  all("[data-row]", into).slice(MOST_ROWS).filter((row) => !row.matches("[data-current]")).forEach((row) => row.remove());
  showArrivals();
};

const showArrivals = () => {
  const count = one("[data-arrived]")?.children.length ?? 0;
  if (count && !isInHand()) return letIn();
  for (const button of all("[data-arrivals]")) {
    button.hidden = !count;
    one("[data-count]", button).textContent = count;
  }
};
document.addEventListener("htmx:after:swap", showArrivals);
document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  if (!one("[data-arrived]") || !isInHand()) return;
  for (const task of tasks.filter(({ swapSpec, target }) => swapSpec?.style === "delete" && target?.matches?.("[data-row]"))) {
    task.target.dataset.gone = "";
    tasks.splice(tasks.indexOf(task), 1);
  }
});
document.addEventListener("pointerover", () => {
  if (!one("[data-gone]") || isInHand()) return;
  all("[data-gone]").forEach((row) => row.remove());
  showTicked();
});
on("click", "[data-arrivals]", () => {
  letIn();
  scrollTo({ top: 0 });
  if (rows().length) makeCurrent(rows()[0]);
});

let leave;
const isShared = Boolean(page.dataset.worker && window.SharedWorker);
const join = () => {
  const { stream: address, worker } = page.dataset;
  if (!address || (document.hidden && !isShared)) return;
  if (!isShared) return void (leave = follow(address, take));
  const { port } = new SharedWorker(worker, { name: address });
  port.onmessage = (event) => take(event.data);
  port.postMessage("join");
  leave = () => port.postMessage("leave");
};
document.addEventListener("DOMContentLoaded", join);
window.addEventListener("pagehide", () => leave?.());
window.addEventListener("pageshow", (event) => event.persisted && join());
document.addEventListener("visibilitychange", () => {
  if (isShared) return void check();
  leave?.();
  join();
});
