import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { timezone } from "../../shared/contracts/api/due.ts";
import { pageSizeMax, taskPage } from "../../shared/contracts/api/tasks.ts";
import { type Task, task } from "../../shared/contracts/entities/task.ts";
import { tool } from "./tool.ts";

/** A month ahead; beyond that a list is the better answer. */
const daysMax = 31;
/** Of what is long overdue the latest say enough; `overdue_total` counts the rest. */
const longOverdueShown = 20;

export const agenda = tool({
  name: "agenda",
  says: "What is overdue, what is due today and in the coming days, in the person's time zone.",
  effect: "read",
  idempotent: true,
  input: z.strictObject({
    timezone: timezone.default("UTC"),
    days: z.int().min(1).max(daysMax).default(7).describe("Days after today."),
  }),
  output: z.object({
    date: z.iso.date().describe("Today in the time zone."),
    overdue: z.array(task),
    overdue_total: z.int(),
    today: z.array(task),
    upcoming: z.array(task),
    not_shown: z.int().describe("Tasks of these days beyond what fits here; list_tasks has them."),
  }),
  async run({ timezone, days }, { ask, clock }) {
    const now = Temporal.Instant.fromEpochMilliseconds(clock.now());
    const today = now.toZonedDateTimeISO(timezone).toPlainDate();
    const plus = (n: number) => today.add({ days: n }).toString();
    const open = { status: ["pending", "in_progress"], sort_by: "due_date" };
    // The service compares in UTC, whose date may be the one before or after: a day more on
    // either side, decided below. What lies before that is overdue everywhere.
    const [near, long] = await Promise.all([
      ask(taskPage, {
        path: "/tasks",
        query: {
          ...open,
          due_date_start: plus(-1),
          due_date_end: plus(days + 1),
          limit: pageSizeMax,
        },
      }),
      ask(taskPage, {
        path: "/tasks",
        query: { ...open, due_date_end: plus(-2), sort_order: "desc", limit: longOverdueShown },
      }),
    ]);
    const end = plus(days);
    const when = (item: Task) => dueIn(item, { now, today: String(today), end, timezone });
    const of = (which: When) => near.items.filter((item) => when(item) === which);
    const overdue = [...long.items.toReversed(), ...of("overdue")];
    return {
      date: String(today),
      overdue,
      overdue_total: long.total + of("overdue").length,
      today: of("today"),
      upcoming: of("upcoming"),
      not_shown: near.total - near.items.length,
    };
  },
});

type When = "overdue" | "today" | "upcoming" | "later";

interface Frame {
  readonly now: Temporal.Instant;
  readonly today: string;
  readonly end: string;
  readonly timezone: string;
}

function dueIn({ due_date }: Task, { now, today, end, timezone }: Frame): When {
  if (due_date === null) return "later";
  const at = due_date.includes("T") ? Temporal.Instant.from(due_date) : undefined;
  if (at && Temporal.Instant.compare(at, now) < 0) return "overdue";
  const day = at ? String(at.toZonedDateTimeISO(timezone).toPlainDate()) : due_date;
  if (day < today) return "overdue";
  if (day === today) return "today";
  return day <= end ? "upcoming" : "later";
}
