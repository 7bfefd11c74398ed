// The phone page: whose phone it is, what has happened, what happens next.
import { get, listen } from "./api.js";
import * as attach from "./attach.js";
import * as clock from "./clock.js";
import * as composer from "./composer.js";
import * as conversation from "./conversation.js";
import { alertBox, byId, toast } from "./dom.js";
import { answered } from "./keys.js";
import * as people from "./people.js";
import * as recorder from "./recorder.js";

let person = null;
let messages = new Map();

async function open(who) {
  person = who;
  history.replaceState(null, "", `?user=${who.id}`);
  composer.reset();
  conversation.stopTyping();
  await refresh();
}

/** Fetches the whole chat: on opening, and when events may have been missed. */
async function refresh() {
  const wanted = person.id;
  const view = await get(`people/${wanted}`);
  if (wanted !== person.id) return;
  messages = new Map(view.messages.map((message) => [message.message_id, message]));
  conversation.showAll(view.person, view.messages);
  showChat(view);
}

/** What surrounds the messages: names, commands, keyboard, blocked or not. */
function showChat(view) {
  person = view.person;
  byId("bot-name").textContent = view.bot_name;
  byId("welcome").hidden = view.started || view.messages.length > 0;
  byId("welcome-name").textContent = view.bot_name;
  byId("welcome-about").textContent = view.about || "Touchez « Démarrer » pour commencer.";
  composer.show(view);
  people.setCurrent(view.person, view.blocked);
}

async function refreshChat() {
  const wanted = person.id;
  const view = await get(`people/${wanted}`);
  if (wanted === person.id) showChat(view);
}

function heard(event) {
  if (event.type === "person") return people.know(event.user);
  if (event.type === "bot") return refreshChat();
  if (event.chat_id !== person.id) {
    if (event.type === "message" && event.message.from.is_bot && !event.message.edit_date) people.countUnread(event.chat_id);
    return undefined;
  }
  return heardHere(event);
}

function heardHere(event) {
  if (event.type === "message") {
    messages.set(event.message.message_id, event.message);
    byId("welcome").hidden = true;
    conversation.show(event.message);
    clock.heardOf(event.message.edit_date || event.message.date);
  } else if (event.type === "deleted") {
    messages.delete(event.message_id);
    conversation.remove(event.message_id);
  } else if (event.type === "action") {
    conversation.typing(event.action);
  } else if (event.type === "chat") {
    refreshChat();
  } else if (event.type === "answer") {
    answered(event.query_id);
    if (event.text) (event.alert ? alertBox : toast)(event.text);
  }
}

function editLast() {
  const own = [...messages.values()].reverse().find((message) => message.from.id === person.id && message.text);
  if (own) composer.edit(own);
}

/** The stream of events is open: from here on nothing is missed, so take stock once. */
async function takeStock() {
  const state = await get("state");
  clock.begin(state.clock);
  people.knowAll(state.people);
  if (person) return refresh();
  const wanted = Number(new URLSearchParams(location.search).get("user"));
  return open(state.people.find(({ id }) => id === wanted) || state.people[0]);
}

conversation.begin({ command: composer.say, edit: composer.edit });
composer.begin({ location: attach.askLocation, contact: attach.askContact, editLast });
attach.begin(() => person, composer.closePanels);
recorder.begin();
people.begin({ open });
listen((event) => person && heard(event), takeStock);
