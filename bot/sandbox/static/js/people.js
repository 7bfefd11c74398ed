// The people switcher and the demo's tools: add a candidate, open with a code, block.
import { act, post } from "./api.js";
import { byId, make } from "./dom.js";

const LANGUAGES = new Intl.DisplayNames(["fr"], { type: "language" });
const unread = new Map();
let people = [];
let hands = {};
let current = null;

/** `hands.open(person)` shows another person's phone. */
export function begin(newHands) {
  hands = newHands;
  byId("open-tools").addEventListener("click", () => setToolsOpen(true));
  byId("close-tools").addEventListener("click", () => setToolsOpen(false));
  byId("tools").addEventListener("keydown", (event) => event.key === "Escape" && setToolsOpen(false));
  byId("add-person").addEventListener("submit", add);
  byId("open-code").addEventListener("submit", async (event) => {
    event.preventDefault();
    await act(current.id, "open", { code: byId("code").value.trim() });
    setToolsOpen(false);
  });
  byId("block").addEventListener("click", () => act(current.id, byId("block").dataset.deed));
}

async function add(event) {
  event.preventDefault();
  const fields = { first_name: byId("first-name").value, language_code: byId("language").value };
  const person = await post("people", fields);
  event.target.reset();
  event.target.closest("details").open = false;
  know(person);
  choose(person);
}

function choose(person) {
  setToolsOpen(false);
  hands.open(person);
}

export function setToolsOpen(open) {
  const wasOpen = document.body.classList.contains("tools-open");
  document.body.classList.toggle("tools-open", open);
  if (open) byId("close-tools").focus();
  else if (wasOpen) byId("open-tools").focus();
}

export function knowAll(found) {
  people = found;
  draw();
}

export function know(person) {
  people = [...people.filter(({ id }) => id !== person.id), person].sort((one, other) => one.id - other.id);
  draw();
}

/** A message arrived on a phone that nobody looks at. */
export function countUnread(personId) {
  unread.set(personId, (unread.get(personId) || 0) + 1);
  draw();
}

export function setCurrent(person, blocked) {
  current = person;
  unread.delete(person.id);
  byId("owner-name").textContent = person.first_name;
  byId("block").textContent = blocked ? "Débloquer le bot" : "Bloquer le bot";
  byId("block").dataset.deed = blocked ? "unblock" : "block";
  byId("block").classList.toggle("danger", !blocked);
  draw();
}

function draw() {
  byId("people").replaceChildren(...people.map((person) => {
    const count = unread.get(person.id);
    const language = person.language_code ? LANGUAGES.of(person.language_code) : "";
    return make("li", {}, make("button", { type: "button", "aria-current": String(person.id === current?.id), onclick: () => choose(person) },
      make("span", { class: "avatar", "aria-hidden": "true" }, person.first_name[0].toUpperCase()),
      make("span", { class: "who" }, make("span", { dir: "auto" }, person.first_name), " ", make("small", {}, language)),
      count ? make("span", { class: "badge", "aria-label": `${count} non lus` }, String(count)) : null));
  }));
}
