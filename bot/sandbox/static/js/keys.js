// Buttons: inline keyboards under messages, and the reply keyboard under the text box.
import { act } from "./api.js";
import { icon, make, toast } from "./dom.js";

// Pressed buttons that wait for the bot's answer, by callback query id.
const waiting = new Map();

function callbackKey(personId, messageId, button) {
  const key = make("button", { type: "button", class: "key", dir: "auto" }, button.text);
  key.addEventListener("click", async () => {
    key.setAttribute("aria-busy", "true");
    try {
      const { result } = await act(personId, "press", { message_id: messageId, data: button.callback_data });
      waiting.set(result, key);
    } catch {
      key.removeAttribute("aria-busy");
    }
    // A phone gives up too: nobody waits longer for a bot that does not answer.
    setTimeout(() => key.removeAttribute("aria-busy"), 8000);
  });
  return key;
}

function copyKey(button) {
  const copy = async () => {
    await navigator.clipboard.writeText(button.copy_text.text).then(() => toast("Copié."), () => toast(button.copy_text.text));
  };
  return make("button", { type: "button", class: "key", dir: "auto", onclick: copy }, button.text, icon("copy"));
}

function inlineKey(personId, messageId, button) {
  if (button.callback_data != null) return callbackKey(personId, messageId, button);
  if (button.copy_text) return copyKey(button);
  if (button.url) {
    return make("a", { class: "key", href: button.url, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, button.text, icon("link"));
  }
  return make("button", { type: "button", class: "key", disabled: true }, button.text);
}

export function inlineKeyboard(personId, message) {
  const rows = message.reply_markup?.inline_keyboard || [];
  if (!rows.length) return null;
  const drawn = rows.map((row) => make("div", { class: "row" }, ...row.map((button) => inlineKey(personId, message.message_id, button))));
  return make("div", { class: "rows" }, ...drawn);
}

/** The bot answered a press: the button is free again. */
export function answered(queryId) {
  waiting.get(queryId)?.removeAttribute("aria-busy");
  return waiting.delete(queryId);
}

/** Rows of the reply keyboard; `chosen` gets the tapped button. */
export function replyKeyboard(keyboard, chosen) {
  return keyboard.map((row) => make("div", { class: "row" }, ...row.map((button) => {
    const mark = button.request_location ? icon("pin") : button.request_contact ? icon("person") : null;
    return make("button", { type: "button", class: "key", dir: "auto", onclick: () => chosen(button) }, mark, button.text);
  })));
}
