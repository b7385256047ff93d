// The stream of changes, for a window or for the one worker of all windows. Where it breaks the browser opens it again by itself; where the
// answer was none of ours (of a proxy, of a server that starts), it is opened again later and later. When it stands again, whatever may
// have changed meanwhile has. Only who is signed in no longer is told that it has ended.

const SOONEST_MS = 1000;
const LATEST_MS = 30000;

// Calls `tell` with what is heard; gives what ends it.
const follow = (address, tell) => {
  let stream, wasLost, isOver;
  let wait = SOONEST_MS;
  const open = () => {
    if (isOver) return;
    stream = new EventSource(address);
    for (const name of ["leads", "requests"]) stream.addEventListener(name, (event) => tell(JSON.parse(event.data)));
    stream.addEventListener("open", () => {
      if (wasLost) tell({ many: true, requests: true, lost: false });
      wait = SOONEST_MS;
      wasLost = false;
    });
    stream.addEventListener("error", () => {
      wasLost = true;
      tell({ lost: true });
      if (stream.readyState === EventSource.CLOSED) openLater();
    });
  };
  const openLater = async () => {
    const answer = await fetch(address, { method: "HEAD", redirect: "manual" }).catch(() => undefined);
    if (answer?.type === "opaqueredirect") return void tell({ ended: true });
    setTimeout(open, wait);
    wait = Math.min(2 * wait, LATEST_MS);
  };
  open();
  return () => {
    isOver = true;
    stream.close();
  };
};
