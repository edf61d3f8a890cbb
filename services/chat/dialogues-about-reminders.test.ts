import { expect, test } from "vitest";
import { type Exchange, played } from "./testing/a-dialogue.ts";

/** Each answer is exactly what stands beside what was said. */
const holds = async (dialogue: readonly Exchange[], timezone?: string) =>
  expect(await played(dialogue, timezone)).toEqual(dialogue);

test("the bot speaks first, and “it” is what it spoke of", async () => {
  await holds([
    ["meeting with Sarah at 15:00", "Added “meeting with Sarah”, due today at 15:00."],
    ["remind me 15 minutes before", "I'll remind you of “meeting with Sarah” today at 14:45."],
    ["add tea", "Added “tea”."],
    { fires: "meeting with Sarah", told: "Reminder: meeting with Sarah in 15 minutes" },
    ["snooze it 15 minutes", "I'll remind you of “meeting with Sarah” again today at 15:00."],
    ["done", "Done: “meeting with Sarah”."],
    { tasks: ["meeting with Sarah: completed", "tea: pending"] },
  ]);
});

test("a reminder is dismissed before it comes", async () => {
  await holds([
    [
      "call mom at 10:00, remind me 15 minutes before",
      "Added “call mom”, due today at 10:00. I'll remind you 15 minutes before, today at 9:45.",
    ],
    ["dismiss it", "I won't remind you of “call mom”; it stays open."],
    ["dismiss it", "“call mom” has no reminder that is still to come."],
  ]);
});

test("a reminder that nags is dismissed after it came", async () => {
  await holds([
    [
      "call mom at 10:00, remind me every 10 minutes until done",
      "Added “call mom”, due today at 10:00. I'll remind you today at 10:00, and then every 10 minutes until it is done.",
    ],
    { fires: "call mom", told: "Reminder: call mom now" },
    ["dismiss it", "I won't remind you of “call mom”; it stays open."],
    ["dismiss it", "“call mom” has no reminder that is still to come."],
  ]);
});

test("snoozing asks for how long", async () => {
  await holds([
    [
      "call mom at 10:00, remind me 15 minutes before",
      "Added “call mom”, due today at 10:00. I'll remind you 15 minutes before, today at 9:45.",
    ],
    { fires: "call mom", told: "Reminder: call mom in 15 minutes" },
    [
      "snooze it",
      "How long is it to be snoozed?",
      "? snooze it 5 minutes | snooze it 15 minutes | snooze it 1 hour | snooze it until tonight | snooze it until tomorrow",
    ],
    ["tonight", "I'll remind you of “call mom” again today at 19:00."],
  ]);
});

test("a reminder in the past and a fourth one are refused with the way out", async () => {
  await holds([
    [
      "remind me to call mom yesterday",
      "Reminder time must be in the future: Yesterday has passed. When is it to be?",
      "? remind me to call mom today | remind me to call mom tomorrow at 9:00",
    ],
    ["cancel", "All right, nothing was changed."],
    ["call mom at 10:00", "Added “call mom”, due today at 10:00."],
    [
      "remind me 5 hours before",
      'Reminder time must be in the future. Nothing was changed; say a later time, such as "in 15 minutes".',
    ],
    ["remind me 10 minutes before", "I'll remind you of “call mom” today at 9:50."],
    [
      "remind me 20 minutes before",
      "I'll remind you of “call mom” today at 9:40 and today at 9:50.",
    ],
    [
      "remind me 30 minutes before",
      "I'll remind you of “call mom” today at 9:30, today at 9:40 and today at 9:50.",
    ],
    [
      "remind me 40 minutes before",
      '“call mom” has 3 reminders already, and more are not possible. Say "dismiss it" or "remove reminders from it" first.',
    ],
    ["remove reminders from it", "“call mom” has no reminders any more."],
    ["remind me 40 minutes before", "I'll remind you of “call mom” today at 9:20."],
  ]);
});

test("without a date there is nothing to count from", async () => {
  await holds([
    ["add tea", "Added “tea”."],
    [
      "remind me 15 minutes before",
      '“tea” has no date to count from. Say a moment, such as "remind me about it tomorrow at 9:00".',
    ],
    ["remind me about it tomorrow at 9", "I'll remind you of “tea” tomorrow at 9:00."],
  ]);
});

test("a day is reminded of at nine", async () => {
  await holds(
    [
      [
        "report on friday, remind me 1 hour before",
        "Added “report”, due on Friday 9 January. I'll remind you 1 hour before, on Friday 9 January at 8:00.",
      ],
    ],
    "Europe/Berlin",
  );
});

test("of several reminders each one that cannot be is told by itself", async () => {
  await holds([
    ["add tea at 10:00", "Added “tea”, due today at 10:00."],
    ["add cake", "Added “cake”."],
    ["list my tasks", "2 open tasks:", "1. tea (due today at 10:00)", "2. cake"],
    [
      "remind me about 1 and 2 15 minutes before",
      "I'll remind you of “tea” today at 9:45.",
      '“cake” has no date to count from. Say a moment, such as "remind me about it tomorrow at 9:00".',
    ],
  ]);
});
