import { expect, test } from "vitest";
import type { RecurringTask } from "../shared/contracts/entities/recurring-task.ts";
import { RecurrenceError } from "../shared/recurrence/recurrence.ts";
import { type Agenda, emptyAgenda } from "./agenda.ts";
import { looked, taskSeen, templateSeen } from "./decide.ts";
import { aTask, aTemplate, datesOf, monday, played, repeating } from "./testing/given.ts";

const at = (iso: string) => Date.parse(iso);
const days = (dates: readonly string[]) => dates.map((local) => local.slice(5, 10));

const seen = (template: RecurringTask, now = monday, before: Agenda = emptyAgenda) =>
  templateSeen(before, template, at(now));

test("a weekly template gives exactly its 4 dates of 28 days at once", () => {
  const { effects } = seen(aTemplate());
  expect(effects).toEqual(
    ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"].map((day) => ({
      kind: "occurrence",
      proposal: { user_id: "anna", recurring_task_id: "exercise", local: `${day}T09:00:00` },
    })),
  );
});

test("whole days count from today on, although today has begun", () => {
  const recurrence = repeating("FREQ=WEEKLY;BYDAY=MO", "2026-01-05");
  expect(datesOf(seen(aTemplate({ recurrence })).effects)).toEqual([
    "2026-01-05",
    "2026-01-12",
    "2026-01-19",
    "2026-01-26",
  ]);
});

test.each([
  ["spring", "2026-03-01T22:30:00.000Z", "2026-03-02T00:00:00"],
  ["autumn", "2026-10-04T22:30:00.000Z", "2026-10-05T00:30:00"],
])("weekly dates over a change of the clock in %s are 4, not 5", (_, now, dtstart) => {
  const recurrence = repeating("FREQ=WEEKLY;BYDAY=MO", dtstart, { timezone: "Europe/Berlin" });
  const { effects } = seen(aTemplate({ recurrence, updated_at: now }), now);
  expect(datesOf(effects)).toHaveLength(4);
});

test.each(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"])(
  "while 60 days go by in %s, each date of a daily rule is proposed once",
  (timezone) => {
    const now = "2026-03-01T08:00:00.000Z";
    const recurrence = repeating("FREQ=DAILY", "2026-03-02T02:30:00", { timezone });
    const first = seen(aTemplate({ recurrence, updated_at: now }), now);
    const later = played(first.agenda, now, "2026-04-30T08:00:00.000Z");
    const dates = datesOf([...first.effects, ...later.effects]);
    expect(dates).toEqual([...new Set(dates)].sort((a, b) => (a < b ? -1 : 1)));
    expect(dates.length).toBeGreaterThanOrEqual(60 + 27);
    expect(dates[0]).toBe("2026-03-02T02:30:00");
    expect(dates.at(-1)?.slice(0, 10)).toBe(
      new Date(at("2026-03-01T00:00:00Z") + dates.length * 86_400_000).toISOString().slice(0, 10),
    );
  },
);

test("a date comes inside the horizon within two hours of its day", () => {
  const first = seen(aTemplate());
  expect(datesOf(played(first.agenda, monday, "2026-01-05T08:59:00.000Z").effects)).toEqual([]);
  const later = played(first.agenda, monday, "2026-01-05T11:00:00.000Z");
  expect(datesOf(later.effects)).toEqual(["2026-02-02T09:00:00"]);
});

test("a rule with several dates an hour apart is proposed whole, beyond 400 dates", () => {
  const recurrence = repeating("FREQ=HOURLY", "2026-01-05T09:00:00");
  const dates = datesOf(seen(aTemplate({ recurrence })).effects);
  expect(dates).toHaveLength(28 * 24 - 1);
  expect(new Set(dates).size).toBe(dates.length);
});

test("COUNT and UNTIL end the dates, and then nobody is asked to look again", () => {
  for (const end of ["COUNT=2", "UNTIL=20260113T000000"]) {
    const recurrence = repeating(`FREQ=WEEKLY;BYDAY=MO;${end}`, "2026-01-05T09:00:00");
    const { agenda, effects } = seen(aTemplate({ recurrence }));
    expect(days(datesOf(effects))).toEqual(["01-05", "01-12"]);
    expect(agenda.look_hour).toBeNull();
  }
});

test("exceptions are left out, and one that is taken back is proposed", () => {
  const first = seen(aTemplate({ exceptions: ["2026-01-12", "2026-01-19T09:00:00"] }));
  expect(days(datesOf(first.effects))).toEqual(["01-05", "01-26"]);
  const back = aTemplate({ version: 2, exceptions: ["2026-01-12"] });
  expect(days(datesOf(seen(back, monday, first.agenda).effects))).toContain("01-19");
});

test("a change of the title alone proposes nothing again", () => {
  const first = seen(aTemplate());
  const second = seen(aTemplate({ version: 2, title: "Run" }), monday, first.agenda);
  expect(second.effects).toEqual([]);
});

test("a changed rule is proposed from now on", () => {
  const first = seen(aTemplate());
  const recurrence = repeating("FREQ=WEEKLY;BYDAY=TU", "2026-01-06T09:00:00");
  const changed = aTemplate({ version: 2, recurrence });
  const second = seen(changed, "2026-01-14T08:00:00.000Z", first.agenda);
  expect(days(datesOf(second.effects))).toEqual(["01-20", "01-27", "02-03", "02-10"]);
});

test.each([
  ["latest", ["03-30"]],
  ["all", ["02-02", "02-09", "02-16", "02-23", "03-02", "03-09", "03-16", "03-23", "03-30"]],
  ["skip", []],
] as const)("of dates that passed while nobody looked, %s is proposed", (missed, expected) => {
  const first = seen(aTemplate({ missed }));
  const { effects } = looked(first.agenda, "anna", at("2026-04-01T08:00:00.000Z"));
  expect(days(datesOf(effects))).toEqual([...expected, "04-06", "04-13", "04-20", "04-27"]);
});

test("of very many missed dates the last 400 are proposed", () => {
  const recurrence = repeating("FREQ=HOURLY", "2026-01-05T09:00:00");
  const first = seen(aTemplate({ missed: "all", recurrence }));
  const { effects } = looked(first.agenda, "anna", at("2027-01-05T08:30:00.000Z"));
  const dates = datesOf(effects);
  expect(dates.filter((local) => local < "2027-01-05T08:30:00")).toHaveLength(400);
  expect(dates[399]).toBe("2027-01-05T08:00:00");
});

test("a paused template proposes nothing, and a resumed one goes on from then", () => {
  const first = seen(aTemplate());
  const paused = seen(aTemplate({ version: 2, status: "paused" }), monday, first.agenda);
  const idle = played(paused.agenda, monday, "2026-04-01T08:00:00.000Z");
  expect([...paused.effects, ...idle.effects]).toEqual([]);
  const now = "2026-04-01T08:00:00.000Z";
  const resumed = seen(aTemplate({ version: 3, updated_at: now, missed: "all" }), now, idle.agenda);
  expect(days(datesOf(resumed.effects))).toEqual(["04-06", "04-13", "04-20", "04-27"]);
});

test("a stopped template stays stopped when its older versions arrive late", () => {
  const stopped = seen(aTemplate({ version: 3, status: "stopped" }));
  expect(stopped.effects).toEqual([]);
  expect(seen(aTemplate({ version: 2 }), monday, stopped.agenda).agenda).toBe(stopped.agenda);
});

test("a template that is delivered twice is proposed once", () => {
  const first = seen(aTemplate());
  const again = seen(aTemplate(), "2026-01-12T10:00:00.000Z", first.agenda);
  expect(again).toEqual({ agenda: first.agenda, effects: [] });
});

test("a template that is delivered late still gives the date after its creation", () => {
  const { effects } = seen(aTemplate(), "2026-01-05T09:00:02.000Z");
  expect(days(datesOf(effects))).toEqual(["01-05", "01-12", "01-19", "01-26", "02-02"]);
});

test("a rule that cannot be read is refused and its field named", () => {
  const recurrence = repeating("FREQ=SECONDLY", "2026-01-05T09:00:00");
  expect(() => seen(aTemplate({ recurrence }))).toThrow(RecurrenceError);
});

const fromCompletion = aTemplate({
  recurrence: repeating("FREQ=DAILY;INTERVAL=3", "2026-01-05T09:00:00", { from_completion: true }),
});
const occurrence = (id: string, version: number, completed_at: string | null = null) => ({
  task: aTask({
    id,
    recurring_task_id: "exercise",
    status: completed_at === null ? "pending" : "completed",
    completed_at,
  }),
  version,
  deleted: false,
  at: completed_at ?? monday,
});
const told = (before: Agenda, what: ReturnType<typeof occurrence>) =>
  taskSeen(before, what, at(what.at));

test("a rule from completion proposes its first date, and nothing while that is open", () => {
  const first = seen(fromCompletion);
  expect(datesOf(first.effects)).toEqual(["2026-01-05T09:00:00"]);
  const open = told(first.agenda, occurrence("one", 1));
  const idle = played(open.agenda, monday, "2026-03-01T08:00:00.000Z");
  expect([...open.effects, ...idle.effects]).toEqual([]);
});

test("the completion of its task proposes the next date, once for each delivery's version", () => {
  const open = told(seen(fromCompletion).agenda, occurrence("one", 1));
  const done = told(open.agenda, occurrence("one", 2, "2026-01-07T20:00:00.000Z"));
  expect(datesOf(done.effects)).toEqual(["2026-01-10T09:00:00"]);
  expect(told(done.agenda, occurrence("one", 2, "2026-01-07T20:00:00.000Z")).effects).toEqual([]);
});

test("a completion that is delivered before the task's creation leaves nothing open", () => {
  const done = told(seen(fromCompletion).agenda, occurrence("one", 2, "2026-01-07T20:00:00.000Z"));
  expect(datesOf(done.effects)).toEqual(["2026-01-10T09:00:00"]);
  const late = told(done.agenda, occurrence("one", 1));
  expect(late.agenda).toBe(done.agenda);
});

test("a date that was done ahead of its time is not proposed a second time", () => {
  const one = told(seen(fromCompletion).agenda, occurrence("one", 2, "2026-01-07T20:00:00.000Z"));
  const two = told(one.agenda, occurrence("two", 2, "2026-01-07T21:00:00.000Z"));
  expect(datesOf(two.effects)).toEqual(["2026-01-13T09:00:00"]);
});

test("of two open tasks the first completion proposes nothing", () => {
  const both = ["one", "two"].reduce(
    (agenda, id) => told(agenda, occurrence(id, 1)).agenda,
    seen(fromCompletion).agenda,
  );
  const one = told(both, occurrence("one", 2, "2026-01-07T20:00:00.000Z"));
  expect(one.effects).toEqual([]);
  const two = told(one.agenda, occurrence("two", 2, "2026-01-08T20:00:00.000Z"));
  expect(datesOf(two.effects)).toEqual(["2026-01-11T09:00:00"]);
});

test("a deleted open task is followed from its deletion on, a deleted completed one is not", () => {
  const open = told(seen(fromCompletion).agenda, occurrence("one", 1));
  const gone = { ...occurrence("one", 2), deleted: true, at: "2026-01-06T10:00:00.000Z" };
  const deleted = told(open.agenda, gone);
  expect(datesOf(deleted.effects)).toEqual(["2026-01-09T09:00:00"]);
  const done = told(open.agenda, occurrence("one", 2, "2026-01-07T20:00:00.000Z"));
  expect(told(done.agenda, { ...gone, version: 3 }).effects).toEqual([]);
});

test("a rule from completion waits while it is paused and steps over exceptions", () => {
  const open = told(seen(fromCompletion).agenda, occurrence("one", 1));
  const paused = seen({ ...fromCompletion, version: 2, status: "paused" }, monday, open.agenda);
  const done = told(paused.agenda, occurrence("one", 2, "2026-01-05T20:00:00.000Z"));
  expect(done.effects).toEqual([]);
  const now = "2026-01-07T10:00:00.000Z";
  const resumed = { ...fromCompletion, version: 3, updated_at: now, exceptions: ["2026-01-08"] };
  expect(datesOf(seen(resumed, now, done.agenda).effects)).toEqual(["2026-01-11T09:00:00"]);
});

test("the date after a completion steps over an exception", () => {
  const first = seen({ ...fromCompletion, exceptions: ["2026-01-10"] });
  const done = told(first.agenda, occurrence("one", 2, "2026-01-07T20:00:00.000Z"));
  expect(datesOf(done.effects)).toEqual(["2026-01-13T09:00:00"]);
});

test.each(["its deletion first", "the template first"])(
  "a skipped date that counts from completion is followed by one proposal, told %s",
  (order) => {
    const open = told(seen(fromCompletion).agenda, occurrence("one", 1)).agenda;
    const gone = { ...occurrence("one", 2), deleted: true, at: "2026-01-05T08:30:00.000Z" };
    const skipped = { ...fromCompletion, version: 2, exceptions: ["2026-01-05T09:00:00"] };
    const deletion = (agenda: Agenda) => told(agenda, gone);
    const template = (agenda: Agenda) => seen(skipped, "2026-01-05T08:30:00.000Z", agenda);
    const both = order === "the template first" ? [template, deletion] : [deletion, template];
    let agenda = open;
    const proposed: string[] = [];
    for (const step of both) {
      const decision = step(agenda);
      agenda = decision.agenda;
      proposed.push(...datesOf(decision.effects));
    }
    expect(proposed).toEqual(["2026-01-08T09:00:00"]);
  },
);
