// Text with Telegram's entities, as elements. Offsets are UTF-16 units, which are JavaScript's own.
import { make } from "./dom.js";

const PLAIN = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

function link(href, child) {
  const safe = /^(https?|mailto|tel|tg|geo):/i.test(href) ? href : `http://${href}`;
  return make("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, child);
}

function spoiler(child) {
  const cover = make("button", { type: "button", class: "spoiler", "aria-label": "Montrer le texte caché" }, child);
  cover.addEventListener("click", () => {
    cover.classList.add("shown");
    cover.removeAttribute("aria-label");
  });
  return cover;
}

function wrap(entity, words, child, onCommand) {
  // Its own direction: a French quotation in an Arabic message reads from the left.
  if (PLAIN[entity.type] === "blockquote") return make("blockquote", { dir: "auto" }, child);
  if (PLAIN[entity.type]) return make(PLAIN[entity.type], {}, child);
  if (entity.type === "text_link") return link(entity.url, child);
  if (entity.type === "url") return link(words, child);
  if (entity.type === "email") return link(`mailto:${words}`, child);
  if (entity.type === "spoiler") return spoiler(child);
  if (entity.type === "bot_command") {
    return make("button", { type: "button", class: "command", onclick: () => onCommand(words) }, child);
  }
  return child;
}

/** A fragment of `text` between two offsets; `entities` are outermost first. */
function between(text, entities, start, end, onCommand) {
  const fragment = document.createDocumentFragment();
  let at = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || stop <= at) continue;
    fragment.append(text.slice(at, entity.offset));
    const inside = entities.slice(index + 1).filter((other) => other.offset < stop);
    const child = between(text, inside, entity.offset, stop, onCommand);
    fragment.append(wrap(entity, text.slice(entity.offset, stop), child, onCommand));
    at = stop;
  }
  fragment.append(text.slice(at, end));
  return fragment;
}

export function richText(text, entities, onCommand) {
  const words = make("div", { class: "words", dir: "auto" });
  words.append(between(text, entities || [], 0, text.length, onCommand));
  return words;
}
