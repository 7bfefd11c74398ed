// Talks to the sandbox's server. A failure becomes a toast in French and an exception.
import { toast } from "./dom.js";

const SENTENCES = {
  first_name_missing: "Écrivez un prénom.",
  impossible: "Ce n’est pas possible ici.",
  refused: "Le fichier ne convient pas.",
  clock_unreachable: "L’horloge de la démo ne répond pas.",
};

async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  console.warn(response.status, body.detail || body.error || "");
  toast(SENTENCES[body.error] || "Cela n’a pas marché. Essayez encore.");
  throw new Error(body.error || String(response.status));
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(`api/${path}`, options);
  } catch (error) {
    toast("La démo est arrêtée. La page attend son retour.");
    throw error;
  }
  return answerOf(response);
}

export const get = (path) => call(path);

export function post(path, fields = {}) {
  const body = fields instanceof FormData ? fields : JSON.stringify(fields);
  const headers = fields instanceof FormData ? {} : { "Content-Type": "application/json" };
  return call(path, { method: "POST", body, headers });
}

/** What a person does with the phone: say, press, open, edit, file, location, contact, block, unblock. */
export const act = (personId, deed, fields) => post(`people/${personId}/${deed}`, fields);

export const fileUrl = (file) => `api/files/${encodeURIComponent(file.file_id)}`;

/** Calls `heard` with every event; `back` whenever the stream is (again) open. */
export function listen(heard, back) {
  const source = new EventSource("api/events");
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.type === "hello") back();
    else heard(event);
  };
}
