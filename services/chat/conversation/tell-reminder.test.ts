import { expect, test } from "vitest";
import type { DueReminder } from "../../shared/contracts/entities/due-reminder.ts";
import { emptyMemory } from "./memory.ts";
import { reminderText, withReminder } from "./tell-reminder.ts";

const due = (due_date: string | null): DueReminder => ({
  task_id: "t1",
  reminder: { id: "r1", offset: null, at: "2026-01-05T14:45:00Z", status: "triggered" },
  task: {
    id: "t1",
    user_id: "ada",
    title: "Meeting with Sarah",
    description: "",
    status: "pending",
    priority: "medium",
    tags: [],
    due_date,
    timezone: "Europe/Berlin",
    reminders: [],
    recurring_task_id: null,
    version: 2,
    created_at: "2026-01-05T08:00:00Z",
    updated_at: "2026-01-05T14:45:00Z",
    completed_at: null,
  },
});
/** Some seconds late, as reminders are. */
const nowMs = Date.parse("2026-01-05T14:45:04Z");
const fired = { user: "ada", event: "ada:2", firedAt: "2026-01-05T14:45:01Z" };
const dayMs = 86_400_000;

test.each([
  ["2026-01-05T15:00:00.000Z", "Reminder: Meeting with Sarah in 15 minutes"],
  ["2026-01-05T14:46:00.000Z", "Reminder: Meeting with Sarah in 1 minute"],
  ["2026-01-05T14:45:00.000Z", "Reminder: Meeting with Sarah now"],
  ["2026-01-05T14:00:00.000Z", "Reminder: Meeting with Sarah, was due today at 14:00"],
  ["2026-01-06T09:00:00.000Z", "Reminder: Meeting with Sarah, due tomorrow at 9:00"],
  ["2026-01-05", "Reminder: Meeting with Sarah, due today"],
  [null, "Reminder: Meeting with Sarah"],
])("what is due %s is told as: %s", (due_date, text) => {
  expect(reminderText(due(due_date), { nowMs, timezone: "UTC" })).toBe(text);
});

test("the first word of the bot is told in the zone of the task", () => {
  const told = { ...fired, due: due("2026-01-06T09:00:00.000Z") };
  const { messages, it } = withReminder(emptyMemory, told, nowMs);
  expect(messages.map(({ text }) => text)).toEqual([
    "Reminder: Meeting with Sarah, due tomorrow at 10:00",
  ]);
  expect(it).toEqual({ kind: "task", id: "t1", title: "Meeting with Sarah" });
});

test("told again it leaves everything as it is", () => {
  const told = { ...fired, due: due(null) };
  const once = withReminder(emptyMemory, told, nowMs);
  expect(withReminder(once, told, nowMs + 1)).toBe(once);
});

test("replayed when its conversation may be forgotten, it is not told", () => {
  const told = { ...fired, due: due(null) };
  expect(withReminder(emptyMemory, told, nowMs + 6 * dayMs).messages).toHaveLength(1);
  expect(withReminder(emptyMemory, told, nowMs + 7 * dayMs)).toBe(emptyMemory);
});
