// Pages that somebody is looking at stay true: told that something changed, the parts marked data-live come anew.

const watched = document.querySelector("[data-watch]");
let source = null;
let busy = false;

async function renew() {
  if (busy) return;
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const anew = fresh.getElementById(part.id);
      // What has the keyboard's focus is not taken from under somebody's fingers; nor a sound that plays.
      const inUse = part.contains(document.activeElement) || [...part.querySelectorAll("audio")].some((one) => !one.paused);
      if (anew && !inUse && anew.innerHTML !== part.innerHTML) part.replaceWith(anew);
    }
  } finally {
    busy = false;
  }
}

function listen() {
  source?.close();
  source = null;
  if (document.hidden) return;
  source = new EventSource(`/console/events?watch=${encodeURIComponent(watched.dataset.watch)}`);
  source.addEventListener("changed", renew);
}

if (watched) {
  listen();
  document.addEventListener("visibilitychange", () => {
    listen();
    if (!document.hidden) renew();
  });
  addEventListener("pagehide", () => source?.close());
}
