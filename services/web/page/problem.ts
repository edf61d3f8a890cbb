/** Why a request was not done, in words for the person who made it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** The HTTP status; 0 when nobody answered. */
  readonly status: number;
  /** What is wrong with which field, as the server named it. */
  readonly fields: Readonly<Record<string, string>>;
  /** The server's name for the reason; empty when it gave none. */
  readonly code: string;

  constructor(
    status: number,
    message: string,
    fields: Readonly<Record<string, string>> = {},
    code = "",
  ) {
    super(message);
    this.status = status;
    this.fields = fields;
    this.code = code;
  }
}

/** Nobody answered: what was asked for may be repeated as it is. */
export const unreachable = (): Refusal =>
  new Refusal(0, "The server cannot be reached right now. Nothing is lost; try again in a moment.");

const byStatus: Readonly<Record<number, string>> = {
  401: "Sign in again to go on.",
  404: "This is gone.",
  429: "That was a lot at once. Wait a moment, then try again.",
  503: "Not available right now. Try again in a moment.",
};

/** The refusal that an answer (RFC 9457, or whatever a proxy says) stands for. */
export function refusalOf(status: number, body: unknown): Refusal {
  const fields: Record<string, string> = {};
  for (const each of listIn(body, "errors")) {
    const field = textIn(each, "field");
    const message = textIn(each, "message");
    // "tags[0]" is shown at the field "tags".
    if (field && message) fields[field.replace(/[.[].*$/, "")] ??= message;
  }
  const detail = textIn(body, "detail") ?? textIn(body, "title") ?? textIn(body, "message");
  const message = byStatus[status] ?? detail ?? "Something went wrong. Try again.";
  return new Refusal(status, message, fields, textIn(body, "code"));
}

/** A field's message ("must not be empty") as a sentence, with its subject or without. */
export function sentence(message: string, subject = ""): string {
  const text = subject === "" ? message : `${subject} ${message}`;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}

/** The message of whatever was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** A member of unknown data; undefined when there is none. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

/** A text in unknown data; undefined when there is none. */
export function textIn(value: unknown, name: string): string | undefined {
  const member = memberOf(value, name);
  return typeof member === "string" && member !== "" ? member : undefined;
}

/** A list in unknown data; empty when there is none. */
export function listIn(value: unknown, name: string): readonly unknown[] {
  const member = memberOf(value, name);
  return Array.isArray(member) ? member : [];
}
