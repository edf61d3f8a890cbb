import { z } from "zod";

/** Chooses objects by their labels; an empty one chooses all. */
export const selectorForm = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
        values: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});
export type Selector = z.output<typeof selectorForm>;
export type Labels = Readonly<Record<string, string>>;

/** Whether a selector chooses who has these labels: all of its conditions hold. */
export const selects = ({ matchLabels, matchExpressions }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every((each) => holds(each, labels));

function holds(
  { key, operator, values }: Selector["matchExpressions"][number],
  labels: Labels,
): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      throw new Error(`the operator ${String(operator satisfies never)} is not known`);
  }
}
