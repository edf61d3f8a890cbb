/** A rule that cannot be used; `field` is the wrong input, the message says the way out. */
export class RecurrenceError extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = "RecurrenceError";
    this.field = field;
  }
}

/** Enough to recognise one's own text; a message is no place for half a kilobyte of it. */
const quotedMax = 40;

/** The text in quotes as it may stand in a message: short, and printable characters only. */
export function quoted(text: string): string {
  const short = text.length > quotedMax ? `${text.slice(0, quotedMax)}...` : text;
  return `"${short.replace(/[^\x20-\x7e]/g, "?")}"`;
}
