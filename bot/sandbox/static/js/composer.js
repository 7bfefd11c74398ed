// The text box: writing, commands, editing an own message, and the reply keyboard.
import { act } from "./api.js";
import { byId, make } from "./dom.js";
import { replyKeyboard } from "./keys.js";

const text = byId("text");
let person = null;
let commands = [];
let editing = null;
let hands = {};

/** `hands.location()` and `hands.contact()` open the forms that a reply keyboard asks for. */
export function begin(newHands) {
  hands = newHands;
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    sendText();
  });
  text.addEventListener("input", refresh);
  text.addEventListener("keydown", onKey);
  byId("menu").addEventListener("click", () => togglePanel("commands", "menu", () => listCommands("")));
  byId("attach").addEventListener("click", () => togglePanel("attach-panel", "attach"));
  byId("toggle-keyboard").addEventListener("click", () => setKeyboardOpen(byId("keyboard").hidden));
  byId("start").addEventListener("click", () => act(person.id, "open"));
  byId("unblock").addEventListener("click", () => act(person.id, "unblock"));
}

function onKey(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    sendText();
  } else if (event.key === "Escape") {
    closePanels();
    stopEditing();
  } else if (event.key === "ArrowUp" && !text.value) {
    hands.editLast();
  }
}

async function sendText() {
  const words = text.value.trim();
  if (!words) return;
  text.value = "";
  refresh();
  try {
    if (editing) await act(person.id, "edit", { message_id: editing, text: words });
    else await act(person.id, "say", { text: words });
    editing = null;
  } catch {
    // What could not be sent stays in the box.
    text.value = words;
    refresh();
  }
}

/** Sends a command or a button's words as if typed. */
export function say(words) {
  closePanels();
  return act(person.id, "say", { text: words }).catch(() => {});
}

export function edit(message) {
  editing = message.message_id;
  text.value = message.text;
  refresh();
  text.focus();
}

function stopEditing() {
  if (!editing) return;
  editing = null;
  text.value = "";
  refresh();
}

function refresh() {
  const some = text.value.trim() !== "";
  byId("send").hidden = !some;
  byId("record").hidden = some;
  byId("composer").classList.toggle("tight", some || !byId("toggle-keyboard").hidden);
  const asked = /^\/(\w*)$/.exec(text.value);
  if (asked && commands.length) {
    listCommands(asked[1]);
    byId("commands").hidden = !byId("commands").childElementCount;
  } else if (!byId("commands").hidden) {
    closePanels();
  }
}

function listCommands(beginning) {
  const matching = commands.filter(({ command }) => command.startsWith(beginning));
  byId("commands").replaceChildren(...matching.map(({ command, description }) => make("button",
    { type: "button", onclick: () => { text.value = ""; refresh(); say(`/${command}`); } },
    make("span", { dir: "auto" }, description), make("small", {}, `/${command}`))));
}

function togglePanel(panel, opener, fill = () => {}) {
  const open = byId(panel).hidden;
  closePanels();
  fill();
  byId(panel).hidden = !open;
  byId(opener).setAttribute("aria-expanded", String(open));
}

export function closePanels() {
  for (const [panel, opener] of [["commands", "menu"], ["attach-panel", "attach"]]) {
    byId(panel).hidden = true;
    byId(opener).setAttribute("aria-expanded", "false");
  }
}

function setKeyboardOpen(open) {
  byId("keyboard").hidden = !open;
  byId("toggle-keyboard").setAttribute("aria-expanded", String(open));
}

function choose(button) {
  if (button.request_location) hands.location();
  else if (button.request_contact) hands.contact();
  else say(button.text);
}

/** Shows what this chat offers now: start, unblock, or the text box with commands and keyboard. */
export function show(view) {
  person = view.person;
  commands = view.commands;
  const talking = view.started && !view.blocked;
  byId("start").hidden = view.started || view.blocked;
  byId("unblock").hidden = !view.blocked;
  byId("composer").hidden = !talking;
  byId("menu").hidden = !commands.length;
  const keyboard = talking && view.keyboard;
  byId("toggle-keyboard").hidden = !keyboard;
  byId("keyboard").replaceChildren(...(keyboard ? replyKeyboard(keyboard.keyboard, choose) : []));
  setKeyboardOpen(Boolean(keyboard));
  refresh();
  text.placeholder = (keyboard && keyboard.input_field_placeholder) || "Message";
}

/** Another person took the phone: nothing half-written goes over to them. */
export function reset() {
  editing = null;
  text.value = "";
  closePanels();
  refresh();
}
