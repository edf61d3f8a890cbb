/** A request to parse that cannot be read at all; `field` is the wrong input. */
export class LanguageError extends Error {
  readonly field: "text" | "now" | "timezone";

  constructor(field: "text" | "now" | "timezone", message: string) {
    super(message);
    this.name = "LanguageError";
    this.field = field;
  }
}
