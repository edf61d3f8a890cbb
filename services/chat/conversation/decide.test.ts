import { describe, expect, test } from "vitest";
import type { Parsed } from "../../shared/contracts/api/parsed.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { parsed } from "../testing/parsed.ts";
import { decide } from "./decide.ts";
import type { Found } from "./find.ts";
import type { Subject } from "./plan.ts";

const at = "2026-01-05T08:00:00.000Z";
const around = { nowMs: Date.parse(at), timezone: "Europe/Berlin" };

const aTask = (given: Partial<Task> = {}): Task => ({
  id: "t1",
  user_id: "ada",
  title: "Exercise",
  description: "",
  status: "pending",
  priority: "medium",
  tags: ["health"],
  due_date: "2026-01-12T09:00:00.000Z",
  timezone: "Europe/Berlin",
  reminders: [],
  recurring_task_id: null,
  version: 1,
  created_at: at,
  updated_at: at,
  completed_at: null,
  ...given,
});
const template: NonNullable<Subject["template"]> = {
  id: "r1",
  user_id: "ada",
  title: "Exercise",
  description: "",
  priority: "medium",
  tags: ["health"],
  recurrence: {
    rrule: "FREQ=WEEKLY;BYDAY=MO",
    dtstart: "2026-01-05T10:00:00",
    timezone: "Europe/Berlin",
    from_completion: false,
  },
  exceptions: [],
  reminder_offsets: ["PT15M"],
  missed: "latest",
  status: "active",
  version: 1,
  created_at: at,
  updated_at: at,
  in_words: "every Monday at 10:00",
  next: ["2026-01-05T10:00:00"],
};

const alone: Subject = { title: "Exercise", task: aTask(), template: null };
const repeating: Subject = {
  title: "Exercise",
  task: aTask({ recurring_task_id: "r1" }),
  template,
};

const words = { kind: "words", text: "exercise" } as const;
const decided = (given: Partial<Parsed>, subjects: readonly Subject[], found?: Partial<Found>) =>
  decide(
    { parsed: parsed({ target: words, ...given }), said: "said", at },
    { subjects, gone: [], total: subjects.length, ...found },
    around,
  );

/** The steps behind each way to answer. */
const options = (given: Partial<Parsed>, subject: Subject) => {
  const { asked } = decided(given, [subject]);
  if (asked?.open.kind !== "options") throw new Error("nothing was asked");
  return asked.open.options.map(({ label, steps }) => [
    label,
    ...steps.map(({ tool, input }) => ({ tool, ...input })),
  ]);
};

test("what the parser asks is passed on, and nothing is done", () => {
  const question = { text: "When?", choices: ["today"] };
  expect(decided({ intent: "create", question }, [])).toMatchObject({
    steps: [],
    reply: "When?",
    asked: { ...question, open: { kind: "more", said: "said", at } },
  });
});

test("deleting what repeats offers each part of it", () => {
  expect(options({ intent: "delete" }, repeating)).toEqual([
    ["only this one", { tool: "delete_task", id: "t1" }],
    [
      "all future instances",
      { tool: "delete_recurring", id: "r1", scope: "following", from: "2026-01-12T10:00:00" },
    ],
    ["just the template", { tool: "delete_recurring", id: "r1", scope: "template" }],
    ["no"],
  ]);
});

test("without an open task there is no “only this one”", () => {
  expect(
    options({ intent: "delete" }, { ...repeating, task: null }).map(([label]) => label),
  ).toEqual(["all future instances", "just the template", "no"]);
});

test("a date that was moved is no date to begin from", () => {
  const task = aTask({ recurring_task_id: "r1", due_date: "2026-01-13T09:00:00.000Z" });
  expect(options({ intent: "delete" }, { ...repeating, task })[1]).toEqual([
    "all future instances",
    { tool: "delete_recurring", id: "r1", scope: "following" },
  ]);
});

describe("changing what repeats", () => {
  const urgent = { intent: "edit", priority: "urgent" } as const;

  test("offers each part of it", () => {
    const changes = { priority: "urgent" };
    expect(options(urgent, repeating).slice(0, 3)).toEqual([
      ["only this one", { tool: "edit_task", id: "t1", changes }],
      [
        "all future instances",
        {
          tool: "edit_recurring",
          id: "r1",
          changes,
          scope: "following",
          from: "2026-01-12T10:00:00",
        },
      ],
      ["just the template", { tool: "edit_recurring", id: "r1", changes }],
    ]);
  });

  test("asks nothing when the part was named", () => {
    expect(decided({ ...urgent, scope: "this" }, [repeating]).steps).toMatchObject([
      { tool: "edit_task" },
    ]);
    expect(decided({ ...urgent, scope: "template" }, [repeating]).steps).toMatchObject([
      { tool: "edit_recurring" },
    ]);
  });
});

test("tags are added to those that are there, and taken off whatever their case", () => {
  const change = { add_tags: ["Health", "home"], remove_tags: [] };
  const tags = (given: Parsed["change"]) =>
    decided({ intent: "edit", change: given }, [alone]).steps.map(({ input }) => input);
  expect(tags(change)).toEqual([{ id: "t1", changes: { tags: ["health", "home"] } }]);
  expect(tags({ remove_tags: ["HEALTH"] })).toEqual([{ id: "t1", changes: { tags: [] } }]);
});

describe("moving", () => {
  const moved = (due: Parsed["due"], ...tasks: readonly Task[]) =>
    decided(
      { intent: "reschedule", due, target: { kind: "position", positions: [1, 2] } },
      tasks.map((task) => ({ title: task.title, task, template: null })),
    ).steps.map(({ input }) => input);
  const friday = { local: "2026-01-09", at: "2026-01-08T23:00:00Z", all_day: true };

  test("to another day keeps the time of day", () => {
    expect(moved(friday, aTask())).toEqual([
      { id: "t1", changes: { due_date: "2026-01-09T10:00:00", timezone: "Europe/Berlin" } },
    ]);
  });

  test("of several to one moment is one command, else one each", () => {
    const whole = aTask({ id: "t2", due_date: null });
    expect(moved(friday, whole, { ...whole, id: "t3" })).toMatchObject([
      { action: "move", ids: ["t2", "t3"], due_date: "2026-01-09" },
    ]);
    expect(moved(friday, aTask(), whole)).toMatchObject([{ id: "t1" }, { id: "t2" }]);
  });
});

test("a snooze is until a moment, so that it is the same command when it is repeated", () => {
  const reminder = { id: "m1", offset: null, at, status: "triggered" as const };
  const told = { ...alone, task: aTask({ reminders: [reminder] }) };
  const change = { snooze: { minutes: 15 } };
  expect(decided({ intent: "snooze", change }, [told]).steps).toEqual([
    {
      tool: "snooze_reminder",
      title: "Exercise",
      input: { id: "m1", until: "2026-01-05T08:15:00.000Z" },
    },
  ]);
});

test("more than 50 at once are told before anything happens", () => {
  const many = Array.from({ length: 60 }, (_, i) => ({
    title: `Task ${i}`,
    task: aTask({ id: `t${i}` }),
    template: null,
  }));
  const target = { kind: "all", filter: {} } as const;
  const { asked } = decided({ intent: "delete", target }, many, { total: 73 });
  expect(asked?.text).toContain("Delete the first 50 of 73 tasks:");
});

test("of several that were named, the gone ones are told beside the others", () => {
  const gone = [{ kind: "task" as const, id: "t9", title: "Tea" }];
  expect(decided({ intent: "complete" }, [alone], { gone })).toMatchObject({
    reply: "“Tea” is not there any more.",
    steps: [{ tool: "complete_task" }],
  });
});
