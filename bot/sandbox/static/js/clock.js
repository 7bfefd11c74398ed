// The demo's clock: what time it is there, and buttons that move it.
import { get, post } from "./api.js";
import { byId } from "./dom.js";
import { dayAndHour, hour, instantOf, wallClock } from "./times.js";

const card = byId("clock");
let ahead = 0; // milliseconds that the demo is ahead of this browser
let shown = false;
let busy = false;
let ticking;

const now = () => new Date(Date.now() + ahead);

export function begin(available) {
  tick();
  if (ticking) {
    if (shown) refresh();
    return;
  }
  ticking = setInterval(tick, 10000);
  if (!available) return;
  shown = true;
  card.hidden = false;
  for (const button of card.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () => move({ advance_s: Number(button.dataset.advance) }));
  }
  card.querySelector("[data-to]").addEventListener("click", () => move({ to: "next" }));
  byId("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    move({ to: instantOf(byId("clock-to").value).toISOString() });
  });
  refresh();
}

/** Somebody else may have moved the clock: a message from another time says so. */
export function heardOf(date) {
  if (shown && !busy && Math.abs(date * 1000 - now()) > 90000) refresh();
}

const refresh = () => get("clock").then(take).catch(() => {});

async function move(where) {
  setBusy(true);
  try {
    take(await post("clock", where));
  } catch {
    // The toast has said it; the clock shows the time it had.
  }
  setBusy(false);
}

function setBusy(on) {
  busy = on;
  card.setAttribute("aria-busy", String(on));
  for (const button of card.querySelectorAll("button")) button.disabled = on;
  tick();
}

function take(answer) {
  ahead = Date.parse(answer.now) - Date.now();
  byId("clock-next").textContent = answer.next ? `Ensuite : ${dayAndHour(new Date(answer.next))}` : "Rien de prévu pour l’instant.";
  byId("clock-to").value = wallClock(now());
  tick();
}

function tick() {
  byId("clock-now").textContent = busy ? "…" : dayAndHour(now());
  byId("status-time").textContent = hour(now());
}
