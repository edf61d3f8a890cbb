import { expect, test } from "vitest";
import { type Exchange, played } from "./testing/a-dialogue.ts";

/** Each answer is exactly what stands beside what was said. */
const holds = async (dialogue: readonly Exchange[], timezone?: string) =>
  expect(await played(dialogue, timezone)).toEqual(dialogue);

test("a task is made with its date, reminder, priority and tags, told in the person's zone", async () => {
  await holds(
    [
      ["Buy milk", "Added “Buy milk”."],
      [
        "call mom tomorrow at 17:00, remind me 15 minutes before",
        "Added “call mom”, due tomorrow at 17:00. I'll remind you 15 minutes before, tomorrow at 16:45.",
      ],
      [
        "report by friday #work !high",
        "Added “report”, due on Friday 9 January, high priority, #work.",
      ],
      [
        "list my tasks",
        "3 open tasks:",
        "1. call mom (due tomorrow at 17:00)",
        "2. report (due on Friday 9 January, high priority, #work)",
        "3. Buy milk",
      ],
      ["what is due tomorrow?", "1 open task due tomorrow:", "1. call mom (due tomorrow at 17:00)"],
    ],
    "Europe/Berlin",
  );
});

test("lists can be filtered", async () => {
  await holds([
    ["add tea #home", "Added “tea”, #home."],
    ["add slides #work !urgent tomorrow", "Added “slides”, due tomorrow, urgent priority, #work."],
    ["add report #work", "Added “report”, #work."],
    [
      "show tasks tagged work",
      "2 open tasks tagged #work:",
      "1. slides (due tomorrow, urgent priority, #work)",
      "2. report (#work)",
    ],
    [
      "show urgent tasks",
      "1 open urgent task:",
      "1. slides (due tomorrow, urgent priority, #work)",
    ],
    ["what is due today?", "There is no open task due today."],
    ["what's due next week", "There is no open task due next week."],
    [
      "list tasks without date",
      "2 open tasks without a date:",
      "1. tea (#home)",
      "2. report (#work)",
    ],
    ["complete slides", "Done: “slides”."],
    [
      "search slides",
      "1 task about “slides”:",
      "1. slides (due tomorrow, done, urgent priority, #work)",
    ],
    ["reopen slides", "“slides” is open again, due tomorrow, urgent priority, #work."],
    ["search zebra", 'There is no task about “zebra”. Say "add zebra" to make one.'],
    { minutesPass: 2880 },
    [
      "what's overdue",
      "1 overdue task:",
      "1. slides (due yesterday, overdue, urgent priority, #work)",
    ],
  ]);
});

test("what was listed is named by its number", async () => {
  await holds([
    ["add tea", "Added “tea”."],
    ["add coffee", "Added “coffee”."],
    ["add cake", "Added “cake”."],
    ["list my tasks", "3 open tasks:", "1. tea", "2. coffee", "3. cake"],
    [
      "mark 1 and 3 as done",
      "Done: 2 tasks (“tea” and “cake”).",
      'Say "undo" within 10 minutes to take it back.',
    ],
    ["delete the second one", "Delete “coffee”? (yes or no)", "? yes | no"],
    ["yes", 'Deleted “coffee”. Say "undo" within 10 minutes to get it back.'],
    ["mark 7 as done", "There is no number 7: the last list has numbers 1 to 3."],
    { tasks: ["cake: completed", "tea: completed"] },
  ]);
});

test("a task is completed and reopened", async () => {
  await holds([
    ["add call mom", "Added “call mom”."],
    ["call mom is done", "Done: “call mom”."],
    ["complete call mom", "“call mom” is done already."],
    ["reopen call mom", "“call mom” is open again."],
    ["complete it", "Done: “call mom”."],
    ["reopen mom", "“call mom” is open again."],
    ["reopen it", "“call mom”: not done yet, so it is open."],
    { tasks: ["call mom: pending"] },
  ]);
});

test("a task is changed by what “it” is", async () => {
  await holds([
    ["add call mom", "Added “call mom”."],
    ["rename it to ring mum", "“call mom” is now called “ring mum”."],
    ["make it urgent", "“ring mum” has urgent priority."],
    ["add tag family to it", "“ring mum” is tagged #family."],
    ["move it to friday", "“ring mum” is now due on Friday 9 January."],
    ["clear the due date of it", "“ring mum” is now without a date."],
    ["set description of it to bring the card", "“ring mum” has a new description."],
    { tasks: ["ring mum: pending"] },
  ]);
});

test("another day keeps the time of day", async () => {
  await holds(
    [
      ["dentist friday 14:00", "Added “dentist”, due on Friday 9 January at 14:00."],
      ["move dentist to monday", "“dentist” is now due on Monday 12 January at 14:00."],
      ["move it to tuesday at 9:30", "“dentist” is now due tomorrow at 9:30."],
    ],
    "Europe/Berlin",
  );
});

test("several tasks move together and come back together", async () => {
  await holds([
    ["add tea", "Added “tea”."],
    ["add cake", "Added “cake”."],
    ["list my tasks", "2 open tasks:", "1. tea", "2. cake"],
    [
      "move 1 and 2 to friday",
      "Moved: 2 tasks (“tea” and “cake”).",
      'Say "undo" within 10 minutes to take it back.',
    ],
    ["undo", "Took back the last change of several: “cake” and “tea” are as they were."],
    ["list my tasks", "2 open tasks:", "1. tea", "2. cake"],
  ]);
});

test("words find a title whatever their case, number and accents", async () => {
  await holds([
    ["add buy Party decorations", "Added “buy Party decorations”."],
    ["add Zürich trip", "Added “Zürich trip”."],
    ["complete PARTIES", "Done: “buy Party decorations”."],
    ["delete zurich", "Delete “Zürich trip”? (yes or no)", "? yes | no"],
    ["no", "All right, nothing was changed."],
  ]);
});

test("the exact title beats those that only contain it", async () => {
  await holds([
    ["add call mom", "Added “call mom”."],
    ["add call mom about the party", "Added “call mom about the party”."],
    ["complete call mom", "Done: “call mom”."],
    { tasks: ["call mom: completed", "call mom about the party: pending"] },
  ]);
});

test("a question about many names the first titles, and counts the others", async () => {
  const titles = ["tea", "cake", "milk", "bread", "soap", "rice", "rice"];
  await holds([
    ...titles.map((title): Exchange => [`add ${title}`, `Added “${title}”.`]),
    [
      "mark everything as done",
      "Mark 7 tasks as done: “tea”, “cake”, “milk”, “bread”, “soap” and 2 more? (yes or no)",
      "? yes | no",
    ],
  ]);
});

test("many go at once only after their count was confirmed", async () => {
  await holds([
    ["add tea", "Added “tea”."],
    ["add cake", "Added “cake”."],
    [
      "mark everything as done",
      "Mark 2 tasks as done: “tea” and “cake”? (yes or no)",
      "? yes | no",
    ],
    ["yes", "Done: 2 tasks (“tea” and “cake”).", 'Say "undo" within 10 minutes to take it back.'],
    ["delete all completed tasks", "Delete 2 tasks: “tea” and “cake”? (yes or no)", "? yes | no"],
    ["no", "All right, nothing was changed."],
    ["delete all completed tasks", "Delete 2 tasks: “tea” and “cake”? (yes or no)", "? yes | no"],
    ["yes", "Deleted: 2 tasks.", 'Say "undo" within 10 minutes to take it back.'],
    ["undo", "Took back the last change of several: “cake” and “tea” are as they were."],
    ["list completed tasks", "2 completed tasks:", "1. tea (done)", "2. cake (done)"],
  ]);
});

test("a command is undone for 10 minutes", async () => {
  await holds([
    ["add tea", "Added “tea”."],
    ["delete tea", "Delete “tea”? (yes or no)", "? yes | no"],
    ["yes", 'Deleted “tea”. Say "undo" within 10 minutes to get it back.'],
    ["undo", "Took back the last deletion: “tea” is there again."],
    ["undo", "Took back the last addition."],
    ["undo", "There is nothing to undo from the last 10 minutes."],
    ["add cake", "Added “cake”."],
    { minutesPass: 11 },
    ["undo", "There is nothing to undo from the last 10 minutes."],
  ]);
});

test("of several that were named, those that are gone are told", async () => {
  await holds([
    ["add tea", "Added “tea”."],
    ["add coffee", "Added “coffee”."],
    ["add cake", "Added “cake”."],
    ["list my tasks", "3 open tasks:", "1. tea", "2. coffee", "3. cake"],
    ["delete tea", "Delete “tea”? (yes or no)", "? yes | no"],
    ["yes", 'Deleted “tea”. Say "undo" within 10 minutes to get it back.'],
    [
      "mark 1, 2 and 3 as done",
      "“tea” is not there any more.",
      "Done: 2 tasks (“coffee” and “cake”).",
      'Say "undo" within 10 minutes to take it back.',
    ],
    { tasks: ["cake: completed", "coffee: completed"] },
  ]);
});
