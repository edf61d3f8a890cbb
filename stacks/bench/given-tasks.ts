/** What the task API takes for a new task. */
export interface GivenTask {
  readonly title: string;
  readonly description: string;
  readonly priority: "low" | "medium" | "high" | "urgent";
  readonly tags: readonly string[];
  readonly due_date: string;
}

const verbs = ["Call", "Write", "Buy", "Repair", "Return", "Plan", "Check", "Send"] as const;
const things = [
  "the dentist",
  "a report",
  "tea",
  "the bicycle",
  "two books",
  "the garden",
] as const;
const priorities = ["low", "medium", "high", "urgent"] as const;
const tags = ["home", "work", "garden", "errand", "family", "school"] as const;

/** The word that about one task in a hundred has in its description. */
export const rareWord = "lighthouse";
const everyWithRareWord = 97;

const pick = <T>(from: readonly [T, ...T[]], index: number): T =>
  from[index % from.length] ?? from[0];

/** The task of this number: always the same, each one different, of an everyday length. */
export function givenTask(index: number): GivenTask {
  const place = index % everyWithRareWord === 0 ? rareWord : "house";
  const day = String(1 + (index % 28)).padStart(2, "0");
  return {
    title: `${pick(verbs, index)} ${pick(things, Math.floor(index / 3))} ${index}`,
    description: `It should be done before the weekend, and not far from the ${place}.`,
    priority: pick(priorities, Math.floor(index / 5)),
    tags: [pick(tags, index), pick(tags, index + 1 + (index % 3))],
    due_date: `2030-${String(1 + (index % 12)).padStart(2, "0")}-${day}`,
  };
}
