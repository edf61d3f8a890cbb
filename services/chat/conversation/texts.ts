/** Sentences that are always the same. */
export const texts = {
  help: [
    "You can just write what you want. For example:",
    "- add call mum tomorrow at 17:00, remind me 15 minutes before",
    "- remind me to exercise every Monday at 9:00",
    "- what is due today? / list overdue / show #work",
    "- what's next? / how many are overdue? / what did I finish today?",
    "- mark call mum as done / mark 1 and 3 as done",
    "- move it to Friday / rename it to call dad / make it urgent",
    "- snooze it 15 minutes / pause exercise / skip exercise / stop exercise",
    "- delete call mum / delete all completed tasks",
    "- undo (for 10 minutes)",
  ].join("\n"),
  greet:
    'Hello! Tell me what you want to get done, for example "call mum tomorrow at 17:00", ' +
    'or say "help".',
  welcome: "You are welcome.",
  self: 'I am Nudge: I keep your tasks and remind you of them. Say "help" for what you can tell me.',
  bye: "See you. I will tell you when something is due.",
  unknown:
    "I did not understand that, and nothing was changed. You could say " +
    '"add call mum tomorrow at 17:00" or "what is due today?".',
};

/** A title as it stands in a sentence. */
export const quoted = (title: string): string => `“${title}”`;

/** "one", "one and two", "one, two and three". */
export const joined = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/** "1 task", "3 tasks". */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`;
