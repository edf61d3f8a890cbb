import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";

/** What the engine sends and gets: JSON, in which marks stand for what JSON cannot say. */
export type Value = null | boolean | number | string | readonly Value[] | Fields;
export interface Fields {
  readonly [name: string]: Value;
}

/** In a preview, this stands for a value that only the update will know. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** An object with this key is no object but a mark; the value says which. */
const mark = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
const outputMark = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Reads what came over the wire. A message of this type holds JSON and nothing else. */
export const fieldsOf = (struct: Struct | undefined): Fields =>
  (struct?.toJavaScript() ?? {}) as Fields;

/** The message for some fields. */
export const structOf = (fields: Fields): Struct =>
  // The library wants arrays that may be changed, and changes none.
  structs.Struct.fromJavaScript(fields as Parameters<typeof structs.Struct.fromJavaScript>[0]);

export const isFields = (value: Value | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a path; nothing where the path ends early. */
export function valueAt(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>(
    (inner, key) => (isFields(inner) ? inner[key] : undefined),
    value,
  );
}

/** The text at a path; "" where there is none. */
export function textAt(value: Value | undefined, ...path: readonly string[]): string {
  const found = valueAt(value, ...path);
  return typeof found === "string" ? found : "";
}

/** The value without marks, as a person would write it: secrets are open in it. */
export function plain(value: Value): Value {
  if (Array.isArray(value)) return value.map(plain);
  if (!isFields(value)) return value;
  if (value[mark] === secretMark) return plain(value.value ?? null);
  if (value[mark] === outputMark) return value.value === undefined ? unknown : plain(value.value);
  return plainFields(value);
}

/** The same for fields: what begins with "__" is the SDK's own, and no input. */
export const plainFields = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => !name.startsWith("__"))
      .map(([name, value]) => [name, plain(value)]),
  );

/** Whether some part of it is only known later. */
export const hasUnknown = (value: Value): boolean =>
  value === unknown ||
  (Array.isArray(value)
    ? value.some(hasUnknown)
    : isFields(value) && Object.values(value).some(hasUnknown));

/** One place in which two values differ. */
export interface Difference {
  /** As the engine writes it: `spec.ports[0].name`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

/** Every place in which they differ. */
export function differences(
  before: Value | undefined,
  after: Value | undefined,
  path = "",
): readonly Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (before === undefined) return [{ path, kind: "add" }];
  if (after === undefined) return [{ path, kind: "delete" }];
  if (isFields(before) && isFields(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => differences(before[name], after[name], inside(path, name)));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const longer = before.length > after.length ? before : after;
    return longer.flatMap((_, i) => differences(before[i], after[i], `${path}[${i}]`));
  }
  return [{ path, kind: "update" }];
}

const isWord = (name: string) => /^[A-Za-z_$][\w$]*$/.test(name);

function inside(path: string, name: string): string {
  if (!isWord(name)) return `${path}["${name}"]`;
  return path === "" ? name : `${path}.${name}`;
}
