// What a message may carry beside text: photo, sound, document, place, contact.
import { fileUrl } from "./api.js";
import { byId, icon, make, svg } from "./dom.js";
import { length } from "./times.js";

function photo(message) {
  const size = message.photo.at(-1);
  const alt = message.caption ? message.caption.split("\n")[0] : "Photo";
  const image = make("img", { src: fileUrl(size), width: size.width, height: size.height, alt });
  return make("button", { type: "button", class: "photo", "aria-label": `Agrandir : ${alt}`, onclick: () => enlarge(size, alt) }, image);
}

function enlarge(size, alt) {
  byId("viewer-image").src = fileUrl(size);
  byId("viewer-image").alt = alt;
  byId("viewer").showModal();
}

function sound(file) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = fileUrl(file);
  const play = make("button", { type: "button", "aria-label": "Écouter le message vocal" }, icon("play"));
  const place = make("input", { type: "range", min: 0, max: 1000, value: 0, "aria-label": "Position dans le message vocal" });
  const time = make("output", {}, length(file.duration));
  const total = () => (Number.isFinite(audio.duration) && audio.duration) || file.duration || 1;
  const show = (name, label) => {
    play.replaceChildren(icon(name));
    play.setAttribute("aria-label", label);
  };
  play.addEventListener("click", () => (audio.paused ? audio.play().catch(() => show("play", "Ce son ne peut pas être lu ici")) : audio.pause()));
  audio.addEventListener("play", () => show("pause", "Pause"));
  audio.addEventListener("pause", () => show("play", "Écouter le message vocal"));
  audio.addEventListener("timeupdate", () => {
    place.value = (audio.currentTime / total()) * 1000;
    time.textContent = length(audio.currentTime);
  });
  audio.addEventListener("ended", () => {
    place.value = 0;
    time.textContent = length(file.duration);
  });
  place.addEventListener("input", () => { audio.currentTime = (place.value / 1000) * total(); });
  return make("div", { class: "voice" }, play, place, time);
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} o`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} Ko` : `${(bytes / 1048576).toFixed(1)} Mo`;
}

function document_(file) {
  const name = file.file_name || "Fichier";
  const details = make("span", {}, make("b", {}, name), make("small", {}, `${size(file.file_size)} · Télécharger`));
  return make("a", { class: "document", href: fileUrl(file), download: name }, make("span", { class: "doc-icon" }, icon("file")), details);
}

/** A drawn map, the same for the same place: there is no map service in a demo that works offline. */
function drawnMap({ latitude, longitude }) {
  const turn = ((latitude * 7 + longitude * 13) % 50) - 25;
  const road = (d, width, colour) => svg("path", { d, stroke: colour, "stroke-width": width, fill: "none" });
  const pin = svg("g", { transform: "translate(150 52)" },
    svg("ellipse", { cx: 0, cy: 24, rx: 9, ry: 3, fill: "#00000033" }),
    svg("path", { d: "M0 24C-4 16-15 8-15-4a15 15 0 0 1 30 0C15 8 4 16 0 24Z", fill: "#c2410c" }),
    svg("circle", { cx: 0, cy: -4, r: 6, fill: "#fff" }));
  return svg("svg", { class: "map", viewBox: "0 0 300 118", preserveAspectRatio: "xMidYMid slice", "aria-hidden": "true" },
    svg("rect", { width: 300, height: 118, fill: "#e6ede2" }),
    svg("g", { transform: `rotate(${turn} 150 59)` },
      svg("path", { d: "M-60 96C40 70 90 128 180 92s120-10 200-34v120H-60Z", fill: "#bcdcec" }),
      svg("rect", { x: 186, y: -30, width: 90, height: 62, rx: 8, fill: "#cfe3c2" }),
      road("M-40 40C60 66 170 30 340 62", 11, "#fff"), road("M100-60C120 20 84 80 118 180", 8, "#fff"),
      road("M210-60C190 20 226 70 204 180", 6, "#fff"), road("M-40 8 340-8", 5, "#fbfdf8")),
    pin);
}

function place(message) {
  const { latitude, longitude } = message.location;
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const title = message.venue ? message.venue.title : "Lieu";
  const words = make("span", { class: "where" }, make("b", { dir: "auto" }, title), make("small", { dir: "auto" }, message.venue ? message.venue.address : where));
  const href = `geo:${latitude},${longitude}?q=${latitude},${longitude}`;
  return make("a", { class: "place", href, "aria-label": `${title}, ouvrir dans les cartes` }, drawnMap(message.location), words);
}

function contact({ first_name, last_name, phone_number }) {
  const name = [first_name, last_name].filter(Boolean).join(" ");
  return make("div", { class: "contact" }, make("span", { class: "avatar", "aria-hidden": "true" }, name[0]),
    make("span", {}, make("b", { dir: "auto" }, name), make("br"), make("small", {}, phone_number)));
}

/** The elements above a message's text; empty for a plain text. */
export function contentsOf(message) {
  if (message.photo) return [photo(message)];
  if (message.voice || message.audio || message.video_note) return [sound(message.voice || message.audio || message.video_note)];
  if (message.document) return [document_(message.document)];
  if (message.location) return [place(message)];
  if (message.contact) return [contact(message.contact)];
  if (message.sticker) return [make("span", { class: "sticker" }, message.sticker.emoji || "🙂")];
  return [];
}
