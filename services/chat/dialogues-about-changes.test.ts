import { expect, test } from "vitest";
import { type Exchange, played } from "./testing/a-dialogue.ts";

/** Each answer is exactly what stands beside what was said. */
const holds = async (dialogue: readonly Exchange[], timezone?: string) =>
  expect(await played(dialogue, timezone)).toEqual(dialogue);

test("a command without its rest is done or asked about, and never becomes a task of that name", async () => {
  await holds([
    ["list", "There is no open task."],
    ["what now?", "There is no open task."],
    ["add", "What is to be done?", "? "],
    ["buy milk tomorrow", "Added “buy milk”, due tomorrow."],
    ["create", "What is to be done?", "? "],
    ["call bob", "Added “call bob”."],
    ["show all", "2 open tasks:", "1. buy milk (due tomorrow)", "2. call bob"],
    ["tag it", "Which tag is it to have?", "? "],
    ["home", "“call bob” is tagged #home."],
    ["start 1", "“buy milk” is in progress."],
    ["mark 2", "Is it done, or in progress?", "? mark 2 as done | mark 2 as in progress"],
    ["done", "Done: “call bob”."],
    ["tag it", "Which tag is it to have?", "? "],
    ["buy bread tomorrow", "Added “buy bread”, due tomorrow."],
    [
      "show all",
      "2 open tasks:",
      "1. buy milk (due tomorrow, in progress)",
      "2. buy bread (due tomorrow)",
    ],
    ["find", "What am I to search for?", "? "],
    ["milk", "1 task about “milk”:", "1. buy milk (due tomorrow, in progress)"],
    ["drop 1", "Delete “buy milk”, due tomorrow? (yes or no)", "? yes | no"],
    ["no", "All right, nothing was changed."],
    [
      "move it",
      "To which date is it to be moved?",
      "? move it to today | move it to tomorrow | move it to next week",
    ],
    ["buy tea", "Added “buy tea”."],
    {
      tasks: [
        "buy bread: pending",
        "buy milk: in_progress",
        "buy tea: pending",
        "call bob: completed",
      ],
    },
  ]);
});

test("what may be a task of ours or a new one is told by the list, and made only after a yes", async () => {
  await holds([
    [
      "laundry done",
      "I found no open task like “laundry”. Add “laundry done” as a new one? (yes or no)",
      "? yes | no",
    ],
    ["no", "All right, nothing was changed."],
    ["add laundry", "Added “laundry”."],
    ["laundry done", "Done: “laundry”."],
    ["add milk", "Added “milk”."],
    [
      "milk powder done",
      "I found no open task like “milk powder”. Add “milk powder done” as a new one? (yes or no)",
      "? yes | no",
    ],
    ["no", "All right, nothing was changed."],
    [
      "edit the video",
      "I found no open task like “video”. Add “edit the video” as a new one? (yes or no)",
      "? yes | no",
    ],
    ["yes", "Added “edit the video”."],
    [
      "edit the video",
      "What shall I change about “edit the video”?",
      "? move it to tomorrow | make it urgent | delete it",
    ],
    ["make it urgent", "“edit the video” has urgent priority."],
    [
      "move the vase to 3",
      "I found no open task like “vase”. Add “move the vase to 3” as a new one? (yes or no)",
      "? yes | no",
    ],
    ["no", "All right, nothing was changed."],
    { tasks: ["edit the video: pending", "laundry: completed", "milk: pending"] },
  ]);
});

test("a task is begun", async () => {
  await holds([
    ["add call mom", "Added “call mom”."],
    ["start working on call mom", "“call mom” is in progress."],
    ["list", "1 open task:", "1. call mom (in progress)"],
    ["mark call mom as in progress", "“call mom” is in progress."],
    ["i finished calling mom", "Done: “call mom”."],
    [
      "start working on taxes",
      "I found no open task like “taxes”. Add “start working on taxes” as a new one? (yes or no)",
      "? yes | no",
    ],
    ["no", "All right, nothing was changed."],
    { tasks: ["call mom: completed"] },
  ]);
});

test("a question of two steps is answered step by step", async () => {
  await holds([
    ["remind me", "What is to be done?", "? "],
    [
      "water the plants",
      "When am I to remind you?",
      "? remind me water the plants today at 18:00 | remind me water the plants tomorrow at 9:00",
    ],
    [
      "tomorrow at 9",
      "Added “water the plants”, due tomorrow at 9:00. I'll remind you tomorrow at 9:00.",
    ],
    [
      "finish the report",
      "Have you finished the report, or is it still to be done?",
      "? mark the report as done | add finish the report",
    ],
    ["the second one", "Added “finish the report”."],
    { tasks: ["finish the report: pending", "water the plants: pending"] },
  ]);
});

test("another time keeps the day, and a length counts from the date that is there", async () => {
  await holds([
    ["dentist friday at 5", "Added “dentist”, due on Friday 9 January at 17:00."],
    ["move dentist to 10am", "“dentist” is now due on Friday 9 January at 10:00."],
    ["push it back an hour", "“dentist” is now due on Friday 9 January at 11:00."],
    ["postpone it by 2 days", "“dentist” is now due on Sunday 11 January at 11:00."],
    ["move it to 4", "“dentist” is now due on Sunday 11 January at 16:00."],
    [
      "bring it forward by a month",
      "Then “dentist” would be due before now. To when shall I move it?",
      "? move it to tomorrow | move it to next Monday",
    ],
    ["tomorrow", "“dentist” is now due tomorrow at 16:00."],
    [
      "move dentist forward 2 days",
      "Is that later, or earlier?",
      "? move dentist 2 days later | move dentist 2 days earlier",
    ],
    ["move dentist 2 days later", "“dentist” is now due on Thursday 8 January at 16:00."],
  ]);
});

test("what there is nothing to count from is asked about", async () => {
  await holds([
    ["add tea", "Added “tea”."],
    [
      "postpone tea by 2 days",
      "“tea” has no date to count from. To when shall I move it?",
      "? move it to tomorrow | move it to next Monday",
    ],
    ["buy sugar", "Added “buy sugar”."],
    [
      "postpone tea by 2 days",
      "“tea” has no date to count from. To when shall I move it?",
      "? move it to tomorrow | move it to next Monday",
    ],
    ["friday", "“tea” is now due on Friday 9 January."],
    [
      "delay it 2 hours",
      "“tea” has a day and no time to count from. To when shall I move it?",
      "? move it to 9:00 | move it to 14:00",
    ],
    ["move it to 9:00", "“tea” is now due on Friday 9 January at 9:00."],
    ["add cake", "Added “cake”."],
    [
      "move cake to 10am",
      "“cake” has no date yet. On which day is it to be at 10:00?",
      "? move it to today at 10:00 | move it to tomorrow at 10:00",
    ],
    ["tomorrow", "“cake” is now due tomorrow at 10:00."],
    ["add pie", "Added “pie”."],
    [
      "postpone everything by a day",
      "“buy sugar” and “pie” stay: they have no date to count from, or would be due before now. Move 2 tasks? (yes or no)",
      "? yes | no",
    ],
    [
      "yes",
      "“cake” is now due on Wednesday 7 January at 10:00.",
      "“tea” is now due on Saturday 10 January at 9:00.",
    ],
  ]);
});

test("days keep the time on the wall where the clock is changed", async () => {
  await holds(
    [
      ["dentist on march 28 at 9", "Added “dentist”, due on Saturday 28 March at 9:00."],
      ["postpone it by a day", "“dentist” is now due on Sunday 29 March at 9:00."],
      ["push it back an hour", "“dentist” is now due on Sunday 29 March at 10:00."],
    ],
    "Europe/Berlin",
  );
});

test("a reminder about words is for the task of that name, or asked about", async () => {
  await holds([
    [
      "remind me about the party at 11:00",
      "I found no open task like “party”. Add “the party” as a new one, and remind you today at 11:00? (yes or no)",
      "? yes | no",
    ],
    ["yes", "Added “the party”, due today at 11:00. I'll remind you today at 11:00."],
    [
      "remind me about the party at 10:00",
      "I'll remind you of “the party” today at 10:00 and today at 11:00.",
    ],
    ["remove its reminders", "“the party” has no reminders any more."],
    [
      "remind me of tea",
      "When am I to remind you?",
      "? remind me of tea today at 18:00 | remind me of tea tomorrow at 9:00",
    ],
    [
      "tomorrow at 9",
      "I found no open task like “tea”. Add “tea” as a new one, and remind you tomorrow at 9:00? (yes or no)",
      "? yes | no",
    ],
    ["no", "All right, nothing was changed."],
    { tasks: ["the party: pending"] },
  ]);
});

test("only the next date is skipped, and a pause has no end of its own", async () => {
  await holds([
    [
      "gym every monday and tuesday at 6",
      "I've set up “gym”, every Monday and Tuesday at 18:00. Next: Monday 5 January at 18:00, Tuesday 6 January at 18:00, Monday 12 January at 18:00.",
    ],
    [
      "skip gym tomorrow",
      '“gym” comes next on Monday 5 January at 18:00, not tomorrow, and only the next date can be skipped, so nothing was changed. Say "skip gym" to leave that one out.',
    ],
    [
      "skip gym today",
      "Skipped the next date of “gym”. Next: Tuesday 6 January at 18:00, Monday 12 January at 18:00, Tuesday 13 January at 18:00.",
    ],
    [
      "skip gym tomorrow",
      "Skipped the next date of “gym”. Next: Monday 12 January at 18:00, Tuesday 13 January at 18:00, Monday 19 January at 18:00.",
    ],
    [
      "pause gym until friday",
      'I cannot end a pause by myself: it lasts until you say "resume". Is it to be paused now?',
      "? pause gym",
    ],
    ["pause gym", 'Paused “gym”: no new tasks until you say "resume it". Those that exist stay.'],
    ["what repeats?", "1 repeating task:", "1. gym: every Monday and Tuesday at 18:00, paused"],
  ]);
});

test("every other Thursday is understood, and told with its dates before its task is asked for", async () => {
  await holds([
    [
      "remind me every other Thursday",
      "Every other Thursday. Next: Thursday 8 January, Thursday 22 January, Thursday 5 February. What am I to remind you of?",
      "? ",
    ],
    [
      "call bob",
      "I've set up “call bob”, every other Thursday. Next: Thursday 8 January, Thursday 22 January, Thursday 5 February. I'll remind you at 9:00.",
    ],
    [
      "delete call bob",
      "“call bob” repeats every other Thursday. Delete all future instances or just the template?",
      "? all future instances | just the template | no",
    ],
    ["no", "All right, nothing was changed."],
  ]);
});

test("what is asked back can be taken as it stands", async () => {
  await holds([
    [
      "exercise monday, wednesday and friday at 7",
      "Does that repeat every week, or is it one of these days?",
      "? exercise every monday, wednesday and friday at 7 | exercise on monday at 7 | exercise on wednesday at 7 | exercise on friday at 7",
    ],
    [
      "exercise every monday, wednesday and friday at 7",
      "I've set up “exercise”, every Monday, Wednesday and Friday at 7:00. Next: Wednesday 7 January at 7:00, Friday 9 January at 7:00, Monday 12 January at 7:00.",
    ],
    [
      "pills every day at 9:00 and 17:30",
      "One task cannot repeat at times with different minutes: make it two, one after the other. Which one is first?",
      "? pills every day at 9:00 | pills every day at 17:30",
    ],
    [
      "pills every day at 17:30",
      "I've set up “pills”, every day at 17:30. Next: Monday 5 January at 17:30, Tuesday 6 January at 17:30, Wednesday 7 January at 17:30.",
    ],
    [
      "pay rent on the 1st of the month",
      "Is that only once, or every month?",
      "? pay rent on the 1st of every month | pay rent on february 1",
    ],
    [
      "the first one",
      "I've set up “pay rent”, on the 1st of every month. Next: Sunday 1 February, Sunday 1 March, Wednesday 1 April.",
    ],
  ]);
});

test("words in another form find a title, and the exact form first", async () => {
  await holds([
    ["add water the plants", "Added “water the plants”."],
    ["delete the watering", "Delete “water the plants”? (yes or no)", "? yes | no"],
    ["no", "All right, nothing was changed."],
    ["add watering can", "Added “watering can”."],
    ["delete the watering", "Delete “watering can”? (yes or no)", "? yes | no"],
    ["no", "All right, nothing was changed."],
  ]);
});

test("what is done and moved stays done, which is said, and is reopened by a word", async () => {
  await holds([
    ["call mom tomorrow", "Added “call mom”, due tomorrow."],
    ["done", "Done: “call mom”."],
    [
      "move it to friday",
      '“call mom” is now due on Friday 9 January. It stays done; say "reopen it" to have it open again.',
    ],
    ["rename it to call dad", "“call mom” is now called “call dad”."],
    ["reopen it", "“call dad” is open again, due on Friday 9 January."],
    { tasks: ["call dad: pending"] },
  ]);
});
