import { expect, test } from "vitest";
import { type Exchange, played } from "./testing/a-dialogue.ts";

/** Each answer is exactly what stands beside what was said. */
const holds = async (dialogue: readonly Exchange[], timezone?: string) =>
  expect(await played(dialogue, timezone)).toEqual(dialogue);

test("what repeats is told in words with the next three dates", async () => {
  await holds(
    [
      [
        "Remind me to exercise every Monday",
        "I've set up a recurring reminder to exercise every Monday. Next: Monday 12 January, Monday 19 January, Monday 26 January. I'll remind you at 9:00.",
      ],
      [
        "Pay bills on the 1st of every month",
        "I've set up “Pay bills”, on the 1st of every month. Next: Sunday 1 February, Sunday 1 March, Wednesday 1 April.",
      ],
      [
        "every other thursday call bob",
        "I've set up “call bob”, every other Thursday. Next: Thursday 8 January, Thursday 22 January, Thursday 5 February.",
      ],
      [
        "take pills every day at 9am, remind me every 10 minutes until done",
        "I've set up “take pills”, every day at 9:00. Next: Tuesday 6 January at 9:00, Wednesday 7 January at 9:00, Thursday 8 January at 9:00. I'll remind you at that time, and then every 10 minutes until it is done.",
      ],
      [
        "what repeats?",
        "4 repeating tasks:",
        "1. exercise: every Monday, next Monday 12 January",
        "2. Pay bills: on the 1st of every month, next Sunday 1 February",
        "3. call bob: every other Thursday, next Thursday 8 January",
        "4. take pills: every day at 9:00, next Tuesday 6 January at 9:00",
      ],
    ],
    "Europe/Berlin",
  );
});

test("one date is completed, and the others stay", async () => {
  await holds([
    [
      "Remind me to exercise every Monday at 10:00",
      "I've set up a recurring reminder to exercise every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00. I'll remind you at that time.",
    ],
    { occurs: ["2026-01-05T10:00:00", "2026-01-12T10:00:00"] },
    ["exercise is done", "Done: “exercise”. The next ones stay."],
    ["list my tasks", "1 open task:", "1. exercise (due on Monday 12 January at 10:00)"],
  ]);
});

test("“done” right after it was set up is about its next date", async () => {
  await holds([
    [
      "exercise every Monday at 10:00",
      "I've set up “exercise”, every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00.",
    ],
    { occurs: ["2026-01-12T10:00:00", "2026-01-05T10:00:00"] },
    ["done", "Done: “exercise”. The next ones stay."],
    ["list my tasks", "1 open task:", "1. exercise (due on Monday 12 January at 10:00)"],
  ]);
});

test("stopping keeps the tasks that were made, and can be undone", async () => {
  await holds([
    [
      "Remind me to exercise every Monday at 10:00",
      "I've set up a recurring reminder to exercise every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00. I'll remind you at that time.",
    ],
    { occurs: ["2026-01-05T10:00:00"] },
    [
      "Stop my exercise reminder",
      'Stopped “exercise”: it makes no new tasks, and those that exist stay. Say "undo" within 10 minutes to let it go on.',
    ],
    [
      "what repeats?",
      'There is no repeating task. Say "remind me to exercise every Monday" to have one.',
    ],
    ["list my tasks", "1 open task:", "1. exercise (due today at 10:00)"],
    ["undo", "Took back the last deletion."],
    [
      "what repeats?",
      "1 repeating task:",
      "1. exercise: every Monday at 10:00, next Monday 5 January at 10:00",
    ],
  ]);
});

test("deleting asks how much is meant: only this one", async () => {
  await holds([
    [
      "Remind me to exercise every Monday at 10:00",
      "I've set up a recurring reminder to exercise every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00. I'll remind you at that time.",
    ],
    { occurs: ["2026-01-05T10:00:00", "2026-01-12T10:00:00"] },
    [
      "delete exercise",
      "“exercise” repeats every Monday at 10:00. Delete all future instances or just the template? Or only this one, today at 10:00?",
      "? only this one | all future instances | just the template | no",
    ],
    ["only this one", 'Deleted “exercise”. Say "undo" within 10 minutes to get it back.'],
    { tasks: ["exercise: pending"] },
    [
      "what repeats?",
      "1 repeating task:",
      "1. exercise: every Monday at 10:00, next Monday 5 January at 10:00",
    ],
  ]);
});

test("deleting asks how much is meant: this and following", async () => {
  await holds([
    [
      "Remind me to exercise every Monday at 10:00",
      "I've set up a recurring reminder to exercise every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00. I'll remind you at that time.",
    ],
    { occurs: ["2026-01-05T10:00:00", "2026-01-12T10:00:00"] },
    [
      "delete exercise",
      "“exercise” repeats every Monday at 10:00. Delete all future instances or just the template? Or only this one, today at 10:00?",
      "? only this one | all future instances | just the template | no",
    ],
    [
      "this and following",
      'Deleted “exercise” and its future instances. Say "undo" within 10 minutes to get them back.',
    ],
    { tasks: [] },
    [
      "what repeats?",
      'There is no repeating task. Say "remind me to exercise every Monday" to have one.',
    ],
  ]);
});

test("deleting asks how much is meant: just the template", async () => {
  await holds([
    [
      "Remind me to exercise every Monday at 10:00",
      "I've set up a recurring reminder to exercise every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00. I'll remind you at that time.",
    ],
    { occurs: ["2026-01-05T10:00:00"] },
    [
      "delete exercise",
      "“exercise” repeats every Monday at 10:00. Delete all future instances or just the template? Or only this one, today at 10:00?",
      "? only this one | all future instances | just the template | no",
    ],
    [
      "yes",
      'Please answer with one of "only this one", "all future instances", "just the template", "no".',
      "? only this one | all future instances | just the template | no",
    ],
    [
      "the third one",
      'Stopped “exercise”: it makes no new tasks, and those that exist stay. Say "undo" within 10 minutes to let it go on.',
    ],
    { tasks: ["exercise: pending"] },
    [
      "what repeats?",
      'There is no repeating task. Say "remind me to exercise every Monday" to have one.',
    ],
  ]);
});

test("changing asks how much is meant", async () => {
  await holds([
    [
      "Remind me to exercise every Monday at 10:00",
      "I've set up a recurring reminder to exercise every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00. I'll remind you at that time.",
    ],
    { occurs: ["2026-01-05T10:00:00", "2026-01-12T10:00:00"] },
    [
      "rename exercise to run",
      "“exercise” repeats every Monday at 10:00. Change only this one (today at 10:00), all future instances, or just the template?",
      "? only this one | all future instances | just the template | no",
    ],
    ["only this one", "“exercise” is now called “run”. Only this one changed; the others stay."],
    [
      "make exercise urgent",
      "“exercise” repeats every Monday at 10:00. Change only this one (on Monday 12 January at 10:00), all future instances, or just the template?",
      "? only this one | all future instances | just the template | no",
    ],
    ["just the template", "“exercise” has urgent priority. Its open tasks to come follow."],
    { tasks: ["exercise: pending", "exercise: pending"] },
  ]);
});

test("moving one date leaves the others", async () => {
  await holds([
    [
      "Remind me to exercise every Monday at 10:00",
      "I've set up a recurring reminder to exercise every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00. I'll remind you at that time.",
    ],
    { occurs: ["2026-01-05T10:00:00", "2026-01-12T10:00:00"] },
    [
      "move exercise to tuesday",
      "“exercise” is now due tomorrow at 10:00. Only this one changed; the others stay.",
    ],
    [
      "list my tasks",
      "1 open task and 1 later date of a repeating one:",
      "1. exercise (due tomorrow at 10:00, repeats, 1 more until Monday 12 January)",
    ],
  ]);
});

test("a reminder is added to all dates", async () => {
  await holds([
    [
      "exercise every Monday at 10:00",
      "I've set up “exercise”, every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00.",
    ],
    { occurs: ["2026-01-12T10:00:00"] },
    [
      "remind me about exercise 15 minutes before",
      "“exercise” repeats every Monday at 10:00. Remind you only of this one (on Monday 12 January at 10:00), of all future instances, or by the template?",
      "? only this one | all future instances | just the template | no",
    ],
    [
      "all future instances",
      "“exercise” has other reminders. Its open tasks to come follow. I'll remind you 15 minutes before.",
    ],
  ]);
});

test("what repeats is paused, resumed, skipped and changed", async () => {
  await holds([
    [
      "Remind me to exercise every Monday at 10:00",
      "I've set up a recurring reminder to exercise every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00. I'll remind you at that time.",
    ],
    [
      "pause exercise",
      'Paused “exercise”: no new tasks until you say "resume it". Those that exist stay.',
    ],
    ["what repeats?", "1 repeating task:", "1. exercise: every Monday at 10:00, paused"],
    [
      "resume it",
      "“exercise” goes on every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00.",
    ],
    [
      "skip it",
      "Skipped the next date of “exercise”. Next: Monday 12 January at 10:00, Monday 19 January at 10:00, Monday 26 January at 10:00.",
    ],
    [
      "change it to every friday",
      "“exercise” now repeats every Friday. Its open tasks to come follow. Next: Friday 9 January, Friday 16 January, Friday 23 January.",
    ],
  ]);
});

test("a single task becomes one that repeats after it was asked", async () => {
  await holds([
    ["add report", "Added “report”."],
    [
      "change report to every friday",
      "“report” becomes a task that repeats every Friday, in place of the single one. (yes or no)",
      "? yes | no",
    ],
    [
      "yes",
      "I've set up “report”, every Friday. Next: Friday 9 January, Friday 16 January, Friday 23 January.",
      'Deleted “report”. Say "undo" within 10 minutes to get it back.',
    ],
    { tasks: [] },
    ["what repeats?", "1 repeating task:", "1. report: every Friday, next Friday 9 January"],
  ]);
});

test("what does not repeat cannot be paused", async () => {
  await holds([
    ["add tea", "Added “tea”."],
    [
      "pause tea",
      '“tea” does not repeat, so there is nothing to pause. Say "dismiss it" for its reminder, "delete it", or "what repeats?".',
    ],
  ]);
});

test("everything that repeats is paused, resumed and deleted at once", async () => {
  await holds([
    [
      "every monday call mum",
      "I've set up “call mum”, every Monday. Next: Monday 12 January, Monday 19 January, Monday 26 January.",
    ],
    [
      "pay bills on the 1st of every month",
      "I've set up “pay bills”, on the 1st of every month. Next: Sunday 1 February, Sunday 1 March, Wednesday 1 April.",
    ],
    [
      "pause everything",
      'Paused “call mum”: no new tasks until you say "resume it". Those that exist stay.',
      'Paused “pay bills”: no new tasks until you say "resume it". Those that exist stay.',
    ],
    [
      "what repeats?",
      "2 repeating tasks:",
      "1. call mum: every Monday, paused",
      "2. pay bills: on the 1st of every month, paused",
    ],
    [
      "resume all",
      "“call mum” goes on every Monday. Next: Monday 12 January, Monday 19 January, Monday 26 January.",
      "“pay bills” goes on on the 1st of every month. Next: Sunday 1 February, Sunday 1 March, Wednesday 1 April.",
    ],
    [
      "delete all recurring tasks",
      "Delete 2 tasks: “call mum” and “pay bills”? (yes or no)",
      "? yes | no",
    ],
    [
      "yes",
      'Deleted “call mum” and its future instances. Say "undo" within 10 minutes to get them back.',
      'Deleted “pay bills” and its future instances. Say "undo" within 10 minutes to get them back.',
    ],
  ]);
});

test("whoever deletes every date is told that what repeats goes on", async () => {
  await holds([
    [
      "Remind me to exercise every Monday at 10:00",
      "I've set up a recurring reminder to exercise every Monday at 10:00. Next: Monday 5 January at 10:00, Monday 12 January at 10:00, Monday 19 January at 10:00. I'll remind you at that time.",
    ],
    { occurs: ["2026-01-05T10:00:00", "2026-01-12T10:00:00"] },
    ["add tea", "Added “tea”."],
    [
      "delete everything",
      'Delete 3 tasks: “exercise” (2) and “tea”? What repeats goes on; "what repeats?" shows it. (yes or no)',
      "? yes | no",
    ],
    ["yes", "Deleted: 3 tasks.", 'Say "undo" within 10 minutes to take it back.'],
    { tasks: [] },
    [
      "what repeats?",
      "1 repeating task:",
      "1. exercise: every Monday at 10:00, next Monday 5 January at 10:00",
    ],
  ]);
});
