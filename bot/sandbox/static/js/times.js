// Times as a French phone shows them. The demo's assessing body is in Paris, so all times are of Paris.

const ZONE = "Europe/Paris";
const format = (options) => new Intl.DateTimeFormat("fr-FR", { timeZone: ZONE, ...options });
const HOUR = format({ hour: "2-digit", minute: "2-digit" });
const DAY = format({ weekday: "long", day: "numeric", month: "long" });
const DAY_KEY = format({ year: "numeric", month: "2-digit", day: "2-digit" });
const PARTS = format({
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

export const hour = (date) => HOUR.format(date);
export const day = (date) => DAY.format(date);
export const dayKey = (date) => DAY_KEY.format(date);
export const dayAndHour = (date) => `${day(date)}, ${hour(date)}`;

/** Wall-clock fields of an instant in Paris, as the value of a datetime-local input. */
export function wallClock(date) {
  const part = Object.fromEntries(PARTS.formatToParts(date).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/** The instant at which Paris shows this wall-clock time. */
export function instantOf(wall) {
  const wanted = Date.parse(`${wall}:00Z`);
  let guess = wanted;
  // The offset may change between guess and answer (clock change days): a second round settles it.
  for (let round = 0; round < 2; round += 1) {
    guess += wanted - Date.parse(`${wallClock(new Date(guess))}:00Z`);
  }
  return new Date(guess);
}

export const length = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
