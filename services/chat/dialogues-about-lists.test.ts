import { expect, test } from "vitest";
import { parse } from "./language/parse.ts";
import { aChat } from "./testing/a-chat.ts";
import { type Exchange, played } from "./testing/a-dialogue.ts";

/** Each answer is exactly what stands beside what was said: on Monday 5 January at 8:00. */
const holds = async (dialogue: readonly Exchange[], timezone?: string) =>
  expect(await played(dialogue, timezone)).toEqual(dialogue);

const gym: Exchange = [
  "gym every mon wed fri 18:00",
  "I've set up “gym”, every Monday, Wednesday and Friday at 18:00. Next: Monday 5 January at 18:00, Wednesday 7 January at 18:00, Friday 9 January at 18:00.",
];
const gymDates: Exchange = {
  occurs: ["2026-01-05T18:00:00", "2026-01-07T18:00:00", "2026-01-09T18:00:00"],
};

test("what was done is told by the day on which it was done, not by when it was due", async () => {
  await holds([
    ["what did I finish today?", "There is no task completed today."],
    ["add tea next week", "Added “tea”, due on Monday 12 January."],
    ["complete tea", "Done: “tea”."],
    { minutesPass: 1440 },
    ["add cake", "Added “cake”."],
    ["complete cake", "Done: “cake”."],
    ["add bread today", "Added “bread”, due today."],
    ["what did I finish today?", "1 task completed today:", "1. cake (done)"],
    [
      "what did I do yesterday",
      "1 task completed yesterday:",
      "1. tea (due on Monday 12 January, done)",
    ],
    [
      "what have I completed this week",
      "2 tasks completed this week:",
      "1. tea (due on Monday 12 January, done)",
      "2. cake (done)",
    ],
    ["how many tasks did I finish today?", "You have 1 task completed today."],
  ]);
});

test("the next task is one: what is overdue comes first, and what has no date last", async () => {
  await holds([
    ["what's next?", "There is no open task."],
    ["add tea", "Added “tea”."],
    ["add cake !high", "Added “cake”, high priority."],
    ["what is my next task?", "Next: cake (high priority)."],
    ["add bread tomorrow", "Added “bread”, due tomorrow."],
    ["what should I do next", "Next: bread (due tomorrow)."],
    ["add butter today at 9:00", "Added “butter”, due today at 9:00."],
    { minutesPass: 120 },
    ["what should I do now", "Next: butter (due today at 9:00, overdue)."],
    ["done", "Done: “butter”."],
    ["what's next", "Next: bread (due tomorrow)."],
  ]);
});

test("how many there are is one sentence", async () => {
  await holds([
    ["how many tasks do I have", "There is no open task."],
    ["add tea #work", "Added “tea”, #work."],
    ["how many tasks do I have", "You have 1 open task, none overdue and none due today."],
    ["add cake today at 9:00 #work", "Added “cake”, due today at 9:00, #work."],
    ["add bread tomorrow", "Added “bread”, due tomorrow."],
    { minutesPass: 120 },
    ["how many tasks do I have?", "You have 3 open tasks, 1 overdue and 1 due today."],
    ["how many are overdue", "You have 1 overdue task."],
    ["how many #work tasks", "You have 2 open tasks tagged #work, 1 overdue and 1 due today."],
    ["how many tasks are due on friday", "There is no open task due on Friday 9 January."],
  ]);
});

test("what repeats is one line of a list, and each of its dates in the list of a week", async () => {
  await holds([
    gym,
    gymDates,
    ["add tea", "Added “tea”."],
    [
      "list my tasks",
      "2 open tasks and 2 later dates of repeating ones:",
      "1. gym (due today at 18:00, repeats, 2 more until Friday 9 January)",
      "2. tea",
    ],
    [
      "upcoming",
      "1 open task due from today on and 2 later dates of repeating ones:",
      "1. gym (due today at 18:00, repeats, 2 more until Friday 9 January)",
    ],
    [
      "how many tasks do I have",
      "You have 2 open tasks and 2 later dates of repeating ones, none overdue and 1 due today.",
    ],
    [
      "what is due this week",
      "3 open tasks due this week:",
      "1. gym (due today at 18:00)",
      "2. gym (due on Wednesday 7 January at 18:00)",
      "3. gym (due on Friday 9 January at 18:00)",
    ],
    [
      "list my tasks",
      "2 open tasks and 2 later dates of repeating ones:",
      "1. gym (due today at 18:00, repeats, 2 more until Friday 9 January)",
      "2. tea",
    ],
    ["mark 1 as done", "Done: “gym”. The next ones stay."],
    ["mark 2 as done", "Done: “tea”."],
    [
      "list my tasks",
      "1 open task and 1 later date of a repeating one:",
      "1. gym (due on Wednesday 7 January at 18:00, repeats, 1 more until Friday 9 January)",
    ],
  ]);
});

test("a tag is put on what the talk is about", async () => {
  await holds([
    [
      "add tag health",
      'Which task do you mean? Say some words of its title, or "list my tasks" and then its number.',
    ],
    ["add dentist", "Added “dentist”."],
    ["add tag health", "“dentist” is tagged #health."],
    ["add the tag teeth to it", "“dentist” is tagged #health and #teeth."],
    ["remove tag health from dentist", "“dentist” is tagged #teeth."],
    ["add a tag", "Which tag is it to have?", "? "],
    ["home", "“dentist” is tagged #teeth and #home."],
    { tasks: ["dentist: pending"] },
  ]);
});

test("a question that is no to-do becomes one only when that is wanted", async () => {
  const self =
    'I am Nudge: I keep your tasks and remind you of them. Say "help" for what you can tell me.';
  const ask = "I only know about your tasks. Am I to add that as one?";
  await holds([
    ["who are you", self],
    ["are you a robot?", self],
    ["why is the sky blue", ask, "? add why is the sky blue"],
    ["no", "All right, nothing was changed."],
    { tasks: [] },
    ["how to cook rice", ask, "? add how to cook rice"],
    ["yes", "Added “how to cook rice”."],
    ["who is bob?", ask, "? add who is bob"],
    ["add it", "Added “who is bob”."],
    ["add who are you", "Added “who are you”."],
    { tasks: ["how to cook rice: pending", "who are you: pending", "who is bob: pending"] },
  ]);
});

test("a weekday that has passed this week is the coming one, and no other date is skipped", async () => {
  await holds([
    gym,
    { minutesPass: 5 * 1440 },
    [
      "skip gym this friday",
      '“gym” comes next on Monday 12 January at 18:00, not on Friday 16 January, and only the next date can be skipped, so nothing was changed. Say "skip gym" to leave that one out.',
    ],
    [
      "skip gym yesterday",
      "Yesterday has passed. Is the next one to be skipped?",
      "? skip the next gym",
    ],
    [
      "yes",
      "Skipped the next date of “gym”. Next: Wednesday 14 January at 18:00, Friday 16 January at 18:00, Monday 19 January at 18:00.",
    ],
  ]);
});

const dates = ["2026-01-05T18:00:00", "2026-01-07T18:00:00", "2026-01-09T18:00:00"];

test("the dates of a new rule are waited for a moment", async () => {
  let pauses = 0;
  const chat = await aChat(
    parse,
    {},
    {
      now: () => Date.parse("2026-01-05T08:00:00Z"),
      // One date at each pause.
      async sleep() {
        const [template] = await chat.templates();
        await chat.occurs(template?.id ?? "", dates[pauses++] ?? "");
      },
    },
  );
  await chat.say("gym every mon wed fri 18:00");
  expect((await chat.say("what do I have on wednesday?")).reply).toBe(
    "1 open task due on Wednesday 7 January:\n1. gym (due on Wednesday 7 January at 18:00)",
  );
  expect(pauses).toBe(dates.length);
});

test("dates that do not come are told, until they should be there", async () => {
  await holds([
    gym,
    [
      "what do I have on wednesday?",
      "There is no open task due on Wednesday 7 January.",
      "The dates of “gym” are being made just now; ask again in a moment.",
    ],
    [
      "what repeats?",
      "1 repeating task:",
      "1. gym: every Monday, Wednesday and Friday at 18:00, next Monday 5 January at 18:00",
    ],
    { minutesPass: 1 },
    ["what do I have on wednesday?", "There is no open task due on Wednesday 7 January."],
  ]);
});
