/** An object of JSON, its fields still unknown. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Tells an object from the other kinds of JSON. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The parsed text, or undefined when it is not JSON (which has no undefined of its own). */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** The field when it is a string. */
export function textOf(from: JsonObject, field: string): string | undefined {
  const value = from[field];
  return typeof value === "string" ? value : undefined;
}

/** The fields that are strings, numbers or booleans, as text: metadata on the wire. */
export function textsOf(from: unknown): Record<string, string> {
  if (!isObject(from)) return {};
  return Object.fromEntries(
    Object.entries(from).flatMap(([name, value]) =>
      ["string", "number", "boolean"].includes(typeof value) ? [[name, String(value)]] : [],
    ),
  );
}

/** What went wrong, in words. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
