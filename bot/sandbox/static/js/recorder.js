// Voice notes from the microphone; without one, a sound file is chosen instead.
import { sendFile } from "./attach.js";
import { byId, icon, toast } from "./dom.js";
import { length } from "./times.js";

let recorder = null;
let ticking;

export function begin() {
  byId("record").addEventListener("click", () => (recorder ? recorder.stop() : start()));
  byId("cancel-recording").addEventListener("click", () => {
    if (!recorder) return;
    recorder.cancelled = true;
    recorder.stop();
  });
}

async function start() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    toast("Pas de micro ici. Choisissez un son.");
    byId("pick-voice").click();
    return;
  }
  const kind = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"].find((type) => MediaRecorder.isTypeSupported(type));
  recorder = new MediaRecorder(stream, kind ? { mimeType: kind } : {});
  const chunks = [];
  const begun = Date.now();
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  recorder.onstop = () => finish(stream, chunks, Math.max(1, Math.round((Date.now() - begun) / 1000)));
  recorder.start();
  showRecording(true);
  ticking = setInterval(() => { byId("recording-time").textContent = length((Date.now() - begun) / 1000); }, 500);
}

function finish(stream, chunks, seconds) {
  const { cancelled, mimeType } = recorder;
  recorder = null;
  clearInterval(ticking);
  for (const track of stream.getTracks()) track.stop();
  showRecording(false);
  if (!cancelled) sendFile("voice", new File(chunks, "voice", { type: mimeType.split(";")[0] }), { seconds });
}

function showRecording(on) {
  byId("recording").hidden = !on;
  byId("text").hidden = on;
  byId("attach").hidden = on;
  byId("recording-time").textContent = "0:00";
  byId("record").classList.toggle("on", on);
  byId("record").replaceChildren(icon(on ? "send" : "mic"));
  byId("record").setAttribute("aria-label", on ? "Envoyer le message vocal" : "Enregistrer un message vocal");
}
