/** The weekday (0 is Monday) that each word names. */
export const weekdays: ReadonlyMap<string, number> = new Map([
  ...named(0, "mon", "monday"),
  ...named(1, "tue", "tues", "tuesday"),
  ...named(2, "wed", "weds", "wednesday"),
  ...named(3, "thu", "thur", "thurs", "thursday"),
  ...named(4, "fri", "friday"),
  ...named(5, "sat", "saturday"),
  ...named(6, "sun", "sunday"),
]);

/** The weekdays in their order. */
export const weekdayNames: readonly string[] = [...weekdays.keys()].filter((word) =>
  word.endsWith("day"),
);

/** "mondays": said of each of them. */
export const pluralWeekdays: ReadonlyMap<string, number> = new Map(
  [...weekdays].filter(([word]) => word.endsWith("day")).map(([word, day]) => [`${word}s`, day]),
);

/** Weekday words that mean something else just as often ("sun cream", "sat nav"). */
export const doubtfulWeekdays: ReadonlySet<string> = new Set(["sun", "sat", "wed", "mon"]);

/** The month (1 is January) that each word names. */
export const months: ReadonlyMap<string, number> = new Map([
  ...named(1, "jan", "january"),
  ...named(2, "feb", "february"),
  ...named(3, "mar", "march"),
  ...named(4, "apr", "april"),
  ...named(5, "may"),
  ...named(6, "jun", "june"),
  ...named(7, "jul", "july"),
  ...named(8, "aug", "august"),
  ...named(9, "sep", "sept", "september"),
  ...named(10, "oct", "october"),
  ...named(11, "nov", "november"),
  ...named(12, "dec", "december"),
]);

/** Lengths of time by what they are made of. */
export type Unit = "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";

const units: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ...named<Unit>("minute", "minute", "minutes", "min", "mins"),
  ...named<Unit>("hour", "hour", "hours", "hr", "hrs"),
  ...named<Unit>("day", "day", "days"),
  ...named<Unit>("week", "week", "weeks", "wk", "wks"),
  ...named<Unit>("month", "month", "months"),
  ...named<Unit>("quarter", "quarter", "quarters"),
  ...named<Unit>("year", "year", "years", "yr", "yrs"),
]);
const shortUnits: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ["m", "minute"],
  ["h", "hour"],
  ["d", "day"],
  ["w", "week"],
]);

/** The unit that a word names; of letters such as "m" only right behind a number. */
export function unitOf(word: string, behindNumber = false): Unit | undefined {
  return units.get(word) ?? (behindNumber ? shortUnits.get(word) : undefined);
}

const smallNumbers =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen " +
  "sixteen seventeen eighteen nineteen twenty";
const numbers: ReadonlyMap<string, number> = new Map([
  ...smallNumbers.split(" ").map((word, value): [string, number] => [word, value]),
  ["thirty", 30],
  ["forty", 40],
  ["forty-five", 45],
  ["fifty", 50],
  ["sixty", 60],
  ["ninety", 90],
]);

/** The whole number that a word or up to four digits say. */
export function numberOf(word: string): number | undefined {
  return /^\d{1,4}$/.test(word) ? Number(word) : numbers.get(word);
}

const ordinalWords =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth " +
  "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first " +
  "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh " +
  "twenty-eighth twenty-ninth thirtieth thirty-first";
const ordinals: ReadonlyMap<string, number> = new Map(
  ordinalWords.split(" ").map((word, i) => [word, i + 1]),
);

/** The place that "3rd" or "third" names, and -1 for "last". */
export function ordinalOf(word: string): number | undefined {
  if (word === "last") return -1;
  const digits = /^(\d{1,3})(?:st|nd|rd|th)$/.exec(word)?.[1];
  return digits === undefined ? ordinals.get(word) : Number(digits);
}

/** Parts of a day and the hour at which each of them begins when nothing else is said. */
export type Part = "morning" | "afternoon" | "evening" | "night";
export const partHours: Readonly<Record<Part, number>> = {
  morning: 9,
  afternoon: 12,
  evening: 19,
  night: 22,
};

/** The part of a day that "morning" or "mornings" names. */
export function partOf(word: string): Part | undefined {
  const single = word.replace(/s$/, "");
  switch (single) {
    case "morning":
    case "afternoon":
    case "evening":
    case "night":
      return single;
    default:
      return undefined;
  }
}

export type Priority = "low" | "medium" | "high" | "urgent";
/** What people call the four priorities. */
export const priorities: ReadonlyMap<string, Priority> = new Map<string, Priority>([
  ["low", "low"],
  ["medium", "medium"],
  ["normal", "medium"],
  ["high", "high"],
  ["important", "high"],
  ["urgent", "urgent"],
  ["critical", "urgent"],
]);

const levels: ReadonlyMap<string, Priority> = new Map<string, Priority>([
  ["p1", "urgent"],
  ["p2", "high"],
  ["p3", "medium"],
  ["p4", "low"],
]);

/** The priority of "p1" (the highest) to "p4". */
export function levelOf(word: string): Priority | undefined {
  return levels.get(word);
}

function named<T>(value: T, ...words: readonly string[]): [string, T][] {
  return words.map((word) => [word, value]);
}
