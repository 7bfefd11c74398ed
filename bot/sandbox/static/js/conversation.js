// The conversation: bubbles in order, days between them, typing dots, and staying at its end.
import { contentsOf } from "./contents.js";
import { byId, icon, make } from "./dom.js";
import { inlineKeyboard } from "./keys.js";
import { richText } from "./rich_text.js";
import { day, dayKey, hour } from "./times.js";

const log = byId("log");
const scroller = byId("scroller");
let person = null;
let hands = {};
let typingUntil;

/** `hands.command(text)` and `hands.edit(message)` are called when a command or a pencil is tapped. */
export function begin(newHands) {
  hands = newHands;
  scroller.addEventListener("scroll", () => { byId("to-end").hidden = atEnd(); });
  byId("to-end").addEventListener("click", () => toEnd());
  // A panel or the phone's own keyboard opened: the last message stays in sight.
  new ResizeObserver(() => stick && toEnd()).observe(scroller);
  // Photos arrive after their bubble and push it up.
  log.addEventListener("load", () => stick && toEnd(), true);
}

let stick = true;

function atEnd() {
  stick = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
  return stick;
}

export function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
  stick = true;
  byId("to-end").hidden = true;
}

export function showAll(who, messages) {
  person = who;
  log.setAttribute("aria-busy", "true");
  log.replaceChildren();
  for (const message of messages) place(draw(message));
  log.removeAttribute("aria-busy");
  toEnd();
}

export function show(message) {
  const wasAtEnd = atEnd();
  const old = log.querySelector(`[data-id="${message.message_id}"]`);
  const drawn = draw(message);
  if (message.from.id !== person.id) stopTyping();
  if (old) {
    drawn.classList.toggle("follows", old.classList.contains("follows"));
    old.replaceWith(drawn);
  } else {
    drawn.classList.add("fresh");
    place(drawn);
  }
  if (wasAtEnd || drawn.classList.contains("mine")) toEnd();
}

export function remove(messageId) {
  log.querySelector(`[data-id="${messageId}"]`)?.remove();
  // A day without messages needs no heading.
  for (const heading of log.querySelectorAll(".day")) {
    if (!heading.nextElementSibling || heading.nextElementSibling.classList.contains("day")) heading.remove();
  }
}

/** Appends, with the day before the first message of a day. */
function place(drawn) {
  const last = log.lastElementChild;
  if (!last || last.dataset.day !== drawn.dataset.day) {
    log.append(make("li", { class: "day", "data-day": drawn.dataset.day }, drawn.dataset.dayName));
  } else if (last.dataset.from === drawn.dataset.from) {
    drawn.classList.add("follows");
  }
  log.append(drawn);
}

function service(message) {
  if (message.pinned_message) return "Message épinglé";
  return message.migrate_to_chat_id ? "Groupe agrandi" : "";
}

function draw(message) {
  const date = new Date(message.date * 1000);
  const marks = { "data-id": message.message_id, "data-day": dayKey(date), "data-day-name": day(date), "data-from": message.from.id };
  if (service(message)) return make("li", { ...marks, class: "service" }, service(message));
  const mine = message.from.id === person.id;
  const keys = inlineKeyboard(person.id, message);
  const wide = message.photo || message.location || keys;
  const classes = ["message", mine && "mine", wide && "wide"].filter(Boolean).join(" ");
  return make("li", { ...marks, class: classes }, bubble(message, mine, date), keys, mine && message.text ? pencil(message) : null);
}

function bubble(message, mine, date) {
  const text = message.text || message.caption;
  const entities = message.entities || message.caption_entities;
  const quoted = message.reply_to_message;
  return make("div", { class: "bubble", role: "group", "aria-label": mine ? "Vous" : message.from.first_name },
    quoted ? make("div", { class: "quote", dir: "auto" }, quoted.text || quoted.caption || "Message") : null,
    ...contentsOf(message),
    text ? richText(text, entities, hands.command) : null,
    make("div", { class: "meta" }, message.edit_date ? make("span", {}, "modifié") : null,
      make("time", { datetime: date.toISOString() }, hour(date))));
}

function pencil(message) {
  return make("button", { type: "button", class: "icon-button edit", "aria-label": "Modifier ce message", onclick: () => hands.edit(message) }, icon("edit"));
}

export function typing(action) {
  const words = { upload_photo: "envoie une photo…", record_voice: "enregistre un message vocal…", upload_voice: "envoie un message vocal…", upload_document: "envoie un fichier…" };
  const status = byId("bot-status");
  stopTyping();
  status.textContent = words[action] || "écrit…";
  status.classList.add("active");
  const wasAtEnd = atEnd();
  log.append(make("li", { class: "message typing", "aria-hidden": "true" }, make("div", { class: "bubble" }, make("i"), make("i"), make("i"))));
  if (wasAtEnd) toEnd();
  typingUntil = setTimeout(stopTyping, 5000);
}

export function stopTyping() {
  clearTimeout(typingUntil);
  log.querySelector(".typing")?.remove();
  byId("bot-status").textContent = "bot";
  byId("bot-status").classList.remove("active");
}
