/** Wall clocks as simply as can be, to check the code that does the same for people. */

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  // Sweden writes dates as ISO 8601 does.
  const made = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  formats.set(timeZone, made);
  return made;
}

/** What the clock on the wall shows: "2026-03-29T03:30:00". */
export const wallAt = (ms: number, zone: string): string =>
  formatOf(zone).format(ms).replace(" ", "T");

/** When the wall shows this: the first time of two; moved on by the gap where it never does. */
export function instantAt(wall: string, zone: string): number {
  const asUtc = Date.parse(`${wall.length === 10 ? `${wall}T00:00:00` : wall}Z`);
  const offsetAt = (ms: number) => Date.parse(`${wallAt(ms, zone)}Z`) - ms;
  const before = asUtc - offsetAt(asUtc - dayMs);
  const after = asUtc - offsetAt(asUtc + dayMs);
  const shows = (ms: number) => Date.parse(`${wallAt(ms, zone)}Z`) === asUtc;
  if (shows(before) || !shows(after)) return before;
  return after;
}

/** The same wall time so many days later. */
export function daysLater(wall: string, days: number): string {
  const [date = "", time] = wall.split("T");
  const moved = new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
  return time === undefined ? moved : `${moved}T${time}`;
}
