// `data-again`: a page that says that the server is away opens again by itself when it is back: the address, or, where that takes forms
// only, the page of the form.

const tryAgain = async (wait) => {
  const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" }).catch(() => undefined);
  if (!(answer?.status < 500)) return void setTimeout(tryAgain, wait, Math.min(2 * wait, 30000));
  const takesForms = [404, 405].includes(answer.status);
  location.replace((takesForms && document.referrer) || location.href);
};
document.addEventListener("DOMContentLoaded", () => one("[data-again]") && setTimeout(tryAgain, 2000, 2000));
