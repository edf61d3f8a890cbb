import { describe, expect, test } from "vitest";
import { LanguageError } from "./language-error.ts";
import { parse, textMax } from "./parse.ts";
import { corrected } from "./spelling.ts";
import { tokenize, tokensMax } from "./tokens.ts";

/** A Wednesday. */
const now = "2026-01-07T10:00:00Z";
const read = (text: string, timezone = "UTC", at = now) => parse({ text, now: at, timezone });

/** Numbers between 0 and 1 that are the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function refusal(text: string, at = now, timezone = "UTC"): string | undefined {
  try {
    parse({ text, now: at, timezone });
    return undefined;
  } catch (error) {
    if (error instanceof LanguageError) return error.field;
    throw error;
  }
}

describe("a text is split", () => {
  const words = (text: string) => tokenize(text).map(({ word }) => word);

  test("into words, tags, marks and what is untouchable", () => {
    expect(tokenize('buy "two 5pm" #Shop, a@b.org').map(({ kind }) => kind)).toEqual([
      "word",
      "untouchable",
      "tag",
      "mark",
      "untouchable",
    ]);
  });

  test("with lists of weekdays taken apart and other compounds kept", () => {
    expect(words("mon-fri follow-up mom's 5.30pm")).toEqual([
      "mon",
      "-",
      "fri",
      "follow-up",
      "mom's",
      "5.30pm",
    ]);
  });

  test("at the offsets of the text, also behind characters of two units", () => {
    const text = "🎉 party 「x」 tomorrow";
    const last = tokenize(text).at(-1);
    expect(text.slice(last?.from, last?.to)).toBe("tomorrow");
  });

  test("into no more tokens than anybody says", () => {
    const tokens = tokenize("a ".repeat(400));
    expect(tokens).toHaveLength(tokensMax);
    expect(tokens.at(-1)?.kind).toBe("untouchable");
  });
});

test.each([
  ["tommorow", "tomorrow"],
  ["fridya", "friday"],
  ["wednsday", "wednesday"],
  ["evrey", "every"],
  ["sundae", "sundae"],
  ["avery", "avery"],
  ["money", "money"],
  ["very", "very"],
  ["mondays", "mondays"],
])("%s means %s", (word, right) => {
  expect(corrected(word, false)).toBe(right);
});

describe("spans are what was understood", () => {
  const spans = (text: string) =>
    read(text).spans.map(({ kind, from, to }) => `${kind}: ${text.slice(from, to)}`);

  test("of a task with everything", () => {
    expect(spans("Add call mom tomorrow at 5pm #family p1, remind me 15 minutes before")).toEqual([
      "command: Add",
      "title: call mom",
      "due: tomorrow at 5pm",
      "tag: #family",
      "priority: p1",
      "reminder: , remind me 15 minutes before",
    ]);
  });

  test("of a rule and of a command", () => {
    expect(spans("every other friday pay the cleaner")).toEqual([
      "recurrence: every other friday",
      "title: pay the cleaner",
    ]);
    expect(spans("move it to friday")).toEqual(["command: move it", "due: to friday"]);
  });

  test("never overlap and never leave the text", () => {
    for (const text of ["tomorrow #a #b p1 x y every day", "mark 1 and 3 as done", "yes"]) {
      let behind = 0;
      for (const { from, to } of read(text).spans) {
        expect(from).toBeGreaterThanOrEqual(behind);
        expect(to).toBeGreaterThan(from);
        behind = to;
      }
      expect(behind).toBeLessThanOrEqual(text.length);
    }
  });
});

describe("what cannot be read is refused by the name of its field", () => {
  test.each([
    ["", "text"],
    ["   \t\n", "text"],
    ["\u200b\u2060\ufeff", "text"],
    ["a".repeat(textMax + 1), "text"],
  ])("%j", (text, field) => {
    expect(refusal(text)).toBe(field);
  });

  test("the longest text is read", () => {
    expect(refusal("a".repeat(textMax))).toBeUndefined();
  });

  test.each(["../../etc", "UTC+25", "Mars/Olympus", "", "+05:00"])("timezone %j", (timezone) => {
    expect(refusal("buy milk", now, timezone)).toBe("timezone");
  });

  test.each(["yesterday", "", "2026-01-07", "2026-01-07T10:00:00", "2026-13-01T00:00:00Z"])(
    "now %j",
    (at) => {
      expect(refusal("buy milk", at)).toBe("now");
    },
  );
});

describe("time on the wall is kept", () => {
  test("where the clock is moved between now and then", () => {
    const { due } = read("call mom on march 30 at 9", "Europe/Berlin");
    expect(due).toEqual({
      local: "2026-03-30T09:00:00",
      at: "2026-03-30T07:00:00.000Z",
      all_day: false,
    });
  });

  test("a time that the clock skips moves forward", () => {
    const { due } = read("call mom on march 29 at 02:30", "Europe/Berlin");
    expect(due?.at).toBe("2026-03-29T01:30:00.000Z");
  });

  test("an hour from now is an hour, also over the change", () => {
    const { due } = read("call mom in 2 hours", "Europe/Berlin", "2026-03-29T00:30:00Z");
    expect(due).toEqual({
      local: "2026-03-29T04:30:00",
      at: "2026-03-29T02:30:00.000Z",
      all_day: false,
    });
  });

  test("today is the day of the person, not of the server", () => {
    expect(read("buy milk today", "Pacific/Auckland", "2026-01-07T20:00:00Z").due).toEqual({
      local: "2026-01-08",
      at: "2026-01-07T11:00:00.000Z",
      all_day: true,
    });
  });
});

test("a rule comes with its words and its next dates", () => {
  expect(read("standup every weekday at 9am").recurrence).toEqual({
    rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    dtstart: "2026-01-08T09:00:00",
    timezone: "UTC",
    from_completion: false,
    in_words: "every weekday at 9:00",
    next: ["2026-01-08T09:00:00", "2026-01-09T09:00:00", "2026-01-12T09:00:00"],
  });
});

test("a question of ours names ways to answer that are understood", () => {
  const { question } = read("pay rent every 31st");
  expect(question?.choices).toEqual([
    "pay rent every 31st or last day of the month",
    "pay rent every 31st skipping short months",
  ]);
  const rules = question?.choices.map((choice) => read(choice).recurrence?.rrule);
  expect(rules).toEqual([
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=31",
  ]);
});

test("a reminder in the past is refused in the words of the specification", () => {
  expect(read("remind me yesterday").question?.text).toMatch(
    /^Reminder time must be in the future/,
  );
});

/** What every understanding keeps: spans in order and within the text, and no silent nothing. */
function isSound(text: string): boolean {
  const { spans, question, intent, title } = read(text);
  const ordered = spans.every(
    ({ from, to }, i) => from >= (spans[i - 1]?.to ?? 0) && to > from && to <= text.length,
  );
  return ordered && (question !== null || intent !== "create" || title !== null);
}

describe("nothing that is typed makes it throw anything else", () => {
  const salad = (
    "every other 2 days monday mon, wed and fri at 9 17:00 5pm tomorrow next last the 31st 3rd " +
    "of month year week until for times starting except remind me 15 minutes before to move " +
    "delete all it snooze mark done as p1 !high #tag urgent: buy milk - / ! ? \" ' jan feb " +
    "30 2026 show tasks rename tag with skip pause in an hour night noon second quarter " +
    "keep reminding until " +
    "completion or from through a 0 99999 25:00 first workday weekend daily yearly undo yes"
  ).split(" ");

  test("2,000 word salads", () => {
    const random = randomFrom(7);
    for (let n = 0; n < 2_000; n += 1) {
      const length = 1 + Math.floor(random() * 14);
      const words = Array.from({ length }, () => salad[Math.floor(random() * salad.length)]);
      expect([words.join(" "), isSound(words.join(" "))]).toEqual([words.join(" "), true]);
    }
  });

  test("2,000 strings of any characters", () => {
    const random = randomFrom(11);
    for (let n = 0; n < 2_000; n += 1) {
      const length = 1 + Math.floor(random() * 40);
      const codes = Array.from({ length }, () => Math.floor(random() * 0xffff));
      expect(() => refusal(String.fromCharCode(...codes))).not.toThrow();
    }
  });

  test.each([
    ["every", "every ".repeat(83)],
    ["quotes", "\"'".repeat(250)],
    ["open quotes", "'a ".repeat(160)],
    ["right to left", `buy \u202e${"מחר ".repeat(60)}`],
    ["stacked accents", `a${"\u0301".repeat(499)}`],
    ["numbers", "9".repeat(500)],
    ["many numbers", "9 ".repeat(250)],
    ["addresses", "a.".repeat(249)],
    ["dates", "jan 27 ".repeat(71)],
    ["spaces", `a${" ".repeat(498)}b`],
    ["surrogates", "\ud800".repeat(500)],
    ["nag", "keep reminding me every ".repeat(20)],
  ])("%s", (_, text) => {
    expect(refusal(text)).toBeUndefined();
  });

  test("2,000 spaces are refused before anything reads them", () => {
    expect(refusal(" ".repeat(2_000))).toBe("text");
  });
});
