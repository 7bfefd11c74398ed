// Attachments: photo, file, sound, place, contact.
import { act } from "./api.js";
import { byId, make } from "./dom.js";

const TOWNS = [
  ["Paris", 48.8566, 2.3522], ["Lyon", 45.764, 4.8357], ["Marseille", 43.2965, 5.3698], ["Lille", 50.6292, 3.0573],
  ["Nantes", 47.2184, -1.5536], ["Strasbourg", 48.5734, 7.7521], ["Saint-Denis (La Réunion)", -20.8789, 55.4481],
];

let person = () => null;

export function begin(currentPerson, closePanels) {
  person = currentPerson;
  const open = { location: askLocation, contact: askContact };
  for (const button of document.querySelectorAll("[data-attach]")) {
    const kind = button.dataset.attach;
    button.addEventListener("click", () => {
      closePanels();
      (open[kind] || (() => byId(`pick-${kind}`).click()))();
    });
  }
  for (const kind of ["photo", "document", "voice"]) {
    byId(`pick-${kind}`).addEventListener("change", ({ target }) => {
      if (target.files[0]) sendFile(kind, target.files[0]);
      target.value = "";
    });
  }
  byId("town").append(...TOWNS.map(([name], index) => make("option", { value: index }, name)));
  byId("town").addEventListener("change", fillTown);
  byId("location-dialog").addEventListener("close", sendLocation);
  byId("contact-dialog").addEventListener("close", sendContact);
}

export function sendFile(kind, file, fields = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ kind, ...fields })) form.append(name, value);
  form.append("file", file, file.name || kind);
  return act(person().id, "file", form).catch(() => {});
}

function fillTown() {
  const [, latitude, longitude] = TOWNS[byId("town").value];
  byId("latitude").value = latitude;
  byId("longitude").value = longitude;
}

export function askLocation() {
  fillTown();
  byId("location-dialog").returnValue = "";
  byId("location-dialog").showModal();
}

function sendLocation() {
  if (byId("location-dialog").returnValue !== "send") return;
  const fields = { latitude: Number(byId("latitude").value), longitude: Number(byId("longitude").value) };
  act(person().id, "location", fields).catch(() => {});
}

export function askContact() {
  byId("contact-name").value = person().first_name;
  byId("contact-dialog").returnValue = "";
  byId("contact-dialog").showModal();
}

function sendContact() {
  if (byId("contact-dialog").returnValue !== "send") return;
  const fields = { first_name: byId("contact-name").value, phone_number: byId("contact-phone").value.replaceAll(" ", "") };
  act(person().id, "contact", fields).catch(() => {});
}
