/** Words worth correcting; short ones are left alone, for too much is one letter away from them. */
const correctable: readonly string[] = [
  ..."monday tuesday wednesday thursday friday saturday sunday".split(" "),
  ..."january february august september october november december".split(" "),
  ..."tomorrow tonight every weekday weekend monthly weekly remind".split(" "),
];
/** Verbs count only at the beginning of a sentence. */
const verbs = "remind delete complete snooze reschedule rename resume reopen create".split(" ");
/** Shorter words are never corrected. */
const lengthMin = 5;

/** What people write often and what is more than one letter away. */
const known: ReadonlyMap<string, string> = new Map([
  ["tommorow", "tomorrow"],
  ["tomorow", "tomorrow"],
  ["tommorrow", "tomorrow"],
  ["tmrw", "tomorrow"],
  ["tmr", "tomorrow"],
  ["tmw", "tomorrow"],
  ["wensday", "wednesday"],
  ["wendsday", "wednesday"],
  ["febuary", "february"],
  ["evry", "every"],
  ["evey", "every"],
  ["evrey", "every"],
]);

/** English words (and names) that are no errors although they look like one. */
const english: ReadonlySet<string> = new Set(
  (
    "sundae sundry weakly meekly emery avery fevery revery ivery overy evert delate deleted " +
    "completed competes resumed presume resumes renamed snoozed snoozes reopens created creates " +
    "reminds rewind remint remand weekends weekdays weekender friary deletes completes renames " +
    "reminded completer bimonthly biweekly"
  ).split(" "),
);

/** The word that was meant, when exactly one is a typing error away; else the word itself. */
export function corrected(word: string, isFirst: boolean): string {
  const common = known.get(word);
  if (common !== undefined) return common;
  if (word.length < lengthMin || english.has(word) || !/^[a-z]+$/.test(word)) return word;
  const candidates = isFirst ? [...new Set([...correctable, ...verbs])] : correctable;
  if (candidates.includes(word)) return word;
  const near = candidates.filter((candidate) => isOneErrorAway(word, candidate));
  const [only, ...others] = near;
  return only !== undefined && others.length === 0 ? only : word;
}

/** One letter too many, too few or wrong, or two neighbours exchanged. The plural is no error. */
function isOneErrorAway(word: string, right: string): boolean {
  if (word === `${right}s` || Math.abs(word.length - right.length) > 1) return false;
  let same = 0;
  while (same < word.length && word[same] === right[same]) same += 1;
  const [left, wanted] = [word.slice(same), right.slice(same)];
  if (left.slice(1) === wanted.slice(1)) return true;
  if (left.slice(1) === wanted || left === wanted.slice(1)) return true;
  const exchanged = `${left[1] ?? ""}${left[0] ?? ""}${left.slice(2)}`;
  return left.length > 1 && exchanged === wanted;
}
