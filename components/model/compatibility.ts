import type { JsonSchema } from "./topic.ts";

/** Words for people; they promise nothing to a program. */
const remarks = new Set(["$schema", "$id", "title", "description", "examples", "default"]);
/** More of these lets less through. */
const lowerLimits = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
/** Less of these lets less through. */
const upperLimits = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
const choices = ["anyOf", "oneOf"];

/**
 * What a reader of the published schema would trip over in the present one, a sentence each: events
 * already written must stay valid, and what readers rely on must stay there.
 */
export function incompatibilities(
  published: JsonSchema,
  present: JsonSchema,
  at = "data",
): readonly string[] {
  return [
    ...propertyProblems(published, present, at),
    ...valueProblems(published, present, at),
    ...limitProblems(published, present, at),
    ...choiceProblems(published, present, at),
    ...nestedProblems(published, present, at),
    ...otherProblems(published, present, at),
  ];
}

function propertyProblems(published: JsonSchema, present: JsonSchema, at: string): string[] {
  const before = schemas(published.properties);
  const now = schemas(present.properties);
  const requiredBefore = texts(published.required);
  const requiredNow = texts(present.required);
  return [
    ...Object.keys(before)
      .filter((name) => now[name] === undefined)
      .map((name) => `${at}.${name}: was removed; keep it, or make a new topic`),
    ...requiredNow
      .filter((name) => !requiredBefore.includes(name))
      .map((name) => `${at}.${name}: is newly required; older events lack it, so make it optional`),
    ...requiredBefore
      .filter((name) => now[name] !== undefined && !requiredNow.includes(name))
      .map((name) => `${at}.${name}: is no longer required; readers rely on it`),
    ...Object.entries(before).flatMap(([name, schema]) => {
      const other = now[name];
      return other === undefined ? [] : incompatibilities(schema, other, `${at}.${name}`);
    }),
  ];
}

function valueProblems(published: JsonSchema, present: JsonSchema, at: string): string[] {
  const problems = ["type", "const"]
    .filter((word) => !same(published[word], present[word]))
    .map((word) => `${at}: ${word} was ${json(published[word])}, is ${json(present[word])}`);
  if (!Array.isArray(present.enum)) return problems;
  const now: readonly unknown[] = present.enum;
  if (!Array.isArray(published.enum)) return [...problems, `${at}: is newly limited to an enum`];
  return [
    ...problems,
    ...published.enum
      .filter((value) => !now.some((other) => same(value, other)))
      .map((value) => `${at}: ${json(value)} was taken out of the enum`),
  ];
}

function limitProblems(published: JsonSchema, present: JsonSchema, at: string): string[] {
  const tightened = (word: string, isTighter: (now: number, before: number) => boolean) => {
    const [before, now] = [published[word], present[word]];
    if (typeof now !== "number") return false;
    return typeof before !== "number" || isTighter(now, before);
  };
  return [
    ...lowerLimits.filter((word) => tightened(word, (now, before) => now > before)),
    ...upperLimits.filter((word) => tightened(word, (now, before) => now < before)),
    ...["pattern", "format"].filter(
      (word) => present[word] !== undefined && !same(published[word], present[word]),
    ),
  ].map((word) => `${at}: ${word} was ${json(published[word])}, is ${json(present[word])}`);
}

function choiceProblems(published: JsonSchema, present: JsonSchema, at: string): string[] {
  return choices.flatMap((word) => {
    const [before, now] = [list(published[word]), list(present[word])];
    if (now.length === 0) return before.length === 0 ? [] : [`${at}: ${word} was taken away`];
    if (before.length === 0) return [`${at}: is newly limited by ${word}`];
    return before
      .filter((one) => !now.some((other) => incompatibilities(one, other).length === 0))
      .map((one) => `${at}: no alternative of ${word} takes ${json(one)} any more`);
  });
}

/** What stands inside lists and open objects. `false` lets nothing through, as before or newly. */
function nestedProblems(published: JsonSchema, present: JsonSchema, at: string): string[] {
  return ["items", "additionalProperties", "propertyNames"].flatMap((word) => {
    const [before, now] = [published[word], present[word]];
    if (same(before, now) || now === undefined || before === false) return [];
    if (isSchema(before) && isSchema(now)) {
      return [...incompatibilities(before, now, `${at}.${word}`)];
    }
    return now === true || same(now, {}) ? [] : [`${at}: ${word} is newly limited`];
  });
}

/** A word this comparison does not know is refused when it changes: better asked than missed. */
function otherProblems(published: JsonSchema, present: JsonSchema, at: string): string[] {
  const words = new Set([...Object.keys(published), ...Object.keys(present)]);
  return [...words]
    .filter((word) => !remarks.has(word) && !known.has(word))
    .filter((word) => !same(published[word], present[word]))
    .map((word) => `${at}: ${word} changed, and nobody knows whether readers mind`);
}

const known = new Set([
  ...["properties", "required", "type", "const", "enum", "pattern", "format"],
  ...["items", "additionalProperties", "propertyNames"],
  ...lowerLimits,
  ...upperLimits,
  ...choices,
]);

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const schemas = (value: unknown): Readonly<Record<string, JsonSchema>> =>
  isSchema(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([name, schema]) =>
          isSchema(schema) ? [[name, schema]] : [],
        ),
      )
    : {};

const list = (value: unknown): readonly JsonSchema[] =>
  Array.isArray(value) ? value.filter(isSchema) : [];

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

const json = (value: unknown): string => (value === undefined ? "open" : JSON.stringify(value));

/** Equal as JSON; the order of words in an object has no meaning. */
function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, i) => same(each, b[i]));
  }
  if (isSchema(a) && isSchema(b)) {
    const words = Object.keys(a);
    return words.length === Object.keys(b).length && words.every((word) => same(a[word], b[word]));
  }
  return a === b;
}
