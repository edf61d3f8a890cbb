import { expect, test } from "vitest";
import { seeded } from "../kit/testing/seeded.ts";
import { between, parseRecurrence, type Recurrence, RecurrenceError } from "./recurrence.ts";
import { naiveDates, randomRule, textOfRule } from "./testing/naive.ts";

const rulesPerTest = 500;
const batches = Array.from({ length: 10 }, (_, i) => i * rulesPerTest);
const now = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;

const dateAt = (text: string, days: number) =>
  new Date(Date.parse(text) + days * dayMs).toISOString().slice(0, 10);

function parsed(rrule: string, dtstart: string): Recurrence | undefined {
  try {
    return parseRecurrence({ rrule, dtstart }, now, "UTC");
  } catch (thrown) {
    if (thrown instanceof RecurrenceError) return undefined;
    throw thrown;
  }
}

test.each(batches)(
  "500 random rules from seed %i on give the dates of a look at each day",
  (begin) => {
    let refused = 0;
    for (let seed = begin; seed < begin + rulesPerTest; seed++) {
      const { rule, start } = randomRule(seed);
      const text = textOfRule(rule);
      const recurrence = parsed(text, start);
      // The window begins anywhere after the start, so that walking from the middle is tried, too.
      const from = dateAt(start, seeded(seed).below(400));
      const to = dateAt(from, 250);
      const expected = naiveDates(rule, start, dateAt(to, -1)).filter((date) => date >= from);
      const found = recurrence && between(recurrence, `${from}T00:00:00Z`, `${to}T00:00:00Z`);
      refused += recurrence ? 0 : 1;
      expect(
        found?.map(({ local }) => local) ?? [],
        `seed ${seed}: ${text} from ${start}, window ${from} to ${to}`,
      ).toEqual(expected);
    }
    // A generator that makes mostly nonsense would prove nothing.
    expect(refused).toBeLessThan(rulesPerTest / 5);
  },
);
