import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { type Parsed, parsed } from "../../shared/contracts/api/parsed.ts";
import { answers } from "./golden/answers.ts";
import { commands } from "./golden/commands.ts";
import { dates } from "./golden/dates.ts";
import { edits } from "./golden/edits.ts";
import { type Golden, goldenNow } from "./golden/entry.ts";
import { everyday } from "./golden/everyday.ts";
import { hostile } from "./golden/hostile.ts";
import { lists } from "./golden/lists.ts";
import { questions } from "./golden/questions.ts";
import { recurrenceLimits } from "./golden/recurrence-limits.ts";
import { recurrences } from "./golden/recurrences.ts";
import { relative } from "./golden/relative.ts";
import { reminders } from "./golden/reminders.ts";
import { seeds } from "./golden/seeds.ts";
import { titles } from "./golden/titles.ts";
import { typos } from "./golden/typos.ts";
import { unfinished } from "./golden/unfinished.ts";
import { zones } from "./golden/zones.ts";
import { parse } from "./parse.ts";

const all: readonly Golden[] = [
  ...seeds,
  ...dates,
  ...recurrences,
  ...recurrenceLimits,
  ...reminders,
  ...titles,
  ...commands,
  ...edits,
  ...answers,
  ...everyday,
  ...lists,
  ...typos,
  ...zones,
  ...unfinished,
  ...relative,
  ...hostile,
  ...questions,
];
/** The share of sentences that must be understood as they are meant. */
const rightMin = 0.97;

/** All that was understood, in the form of a golden entry. */
function said(parsed: Parsed, { text, zone }: Golden): unknown {
  const { spans, question, recurrence, due, intent, ...rest } = parsed;
  const filled = Object.entries(rest).filter(([, value]) =>
    Array.isArray(value) ? value.length > 0 : value !== null,
  );
  return {
    text,
    ...(zone !== undefined && { zone }),
    ...(intent !== "create" && { intent }),
    ...Object.fromEntries(filled),
    ...(due && { due: due.local }),
    ...(due && zone !== undefined && { at: due.at }),
    ...(recurrence && { rrule: recurrence.rrule }),
    ...(recurrence?.from_completion && { from_completion: true }),
  };
}

function read(entry: Golden): Parsed {
  return parse({ text: entry.text, now: goldenNow, timezone: entry.zone ?? "UTC" });
}

function isRight(entry: Golden): boolean {
  const parsed = read(entry);
  if (entry.asks) return parsed.question !== null;
  return parsed.question === null && isDeepStrictEqual(said(parsed, entry), entry);
}

test("every answer has the shape that the API promises, and nothing beside it", () => {
  for (const entry of all) {
    const answer = read(entry);
    expect(parsed.parse(answer)).toEqual(answer);
  }
});

test("there are at least 400 sentences, and none is there twice", () => {
  expect(all.length).toBeGreaterThanOrEqual(400);
  expect(new Set(all.map(({ text, zone }) => `${text} ${zone}`)).size).toBe(all.length);
});

test("97 of 100 sentences are understood, and the others are asked back", () => {
  const wrong = all.filter((entry) => !isRight(entry));
  const silent = wrong.filter((entry) => read(entry).question === null);
  for (const entry of wrong) console.log("wrong:", entry, said(read(entry), entry));
  expect(silent).toEqual([]);
  expect(wrong.length).toBeLessThanOrEqual(all.length * (1 - rightMin));
});

test("every question is a sentence", () => {
  for (const entry of all) {
    const { question } = read(entry);
    if (question === null) continue;
    expect(question.text).toMatch(/^\p{L}?.*[.?]$/u);
  }
});

/** A mark without its neighbour: what is left of words that were taken out. */
const stray = /(?:^|\s)[,;:](?:\s|$)|,\s*,|[,;:]$/;

test("every choice of a question is clean, leaves no question and does what was wanted", () => {
  for (const entry of all) {
    const { question, intent } = read(entry);
    for (const choice of question?.choices ?? []) {
      const again = parse({ text: choice, now: goldenNow, timezone: entry.zone ?? "UTC" });
      expect([choice, again.question]).toEqual([choice, null]);
      expect([choice, stray.test(choice), stray.test(again.title ?? "")]).toEqual([
        choice,
        false,
        false,
      ]);
      // Some questions offer several commands, or how much of something is meant.
      const others = intent === "unknown" ? [again.intent] : [intent, "choose", "remind"];
      expect(others).toContain(again.intent);
    }
  }
});

test.each([
  [
    "exercise monday, wednesday and friday at 7",
    "exercise every monday, wednesday and friday at 7",
    "exercise on monday at 7",
    "exercise on wednesday at 7",
    "exercise on friday at 7",
  ],
  ["pills every day at 9:00 and 17:30", "pills every day at 9:00", "pills every day at 17:30"],
  [
    "pay rent on the 1st of the month",
    "pay rent on the 1st of every month",
    "pay rent on february 1",
  ],
  ["call mom yesterday at 5", "call mom tomorrow at 17:00"],
  [
    "dentist friday at 3pm and remind me at 4pm",
    "dentist friday at 3pm and remind me at the time",
    "dentist friday at 3pm and remind me 15 minutes before",
  ],
  [
    "email bob monday, tuesday or friday",
    "email bob monday",
    "email bob tuesday",
    "email bob friday",
  ],
  ["move dentist forward 2 days", "move dentist 2 days later", "move dentist 2 days earlier"],
  [
    "buy 1/2 pound of butter",
    "buy pound of butter on jan 2",
    "buy pound of butter on feb 1",
    '"buy 1/2 pound of butter"',
  ],
])("“%s” is asked back with the rest of the sentence kept", (text, ...choices) => {
  expect(read({ text, asks: true }).question?.choices).toEqual(choices);
});
