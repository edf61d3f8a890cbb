import type { PlantedBug } from "./planted-bugs.ts";

/** Mistakes about dates and reminders, in the scheduler and in what the owner decides. */
export const plantedTimeBugs: readonly PlantedBug[] = [
  {
    name: "an event that comes late takes a task back to an older version",
    file: "services/scheduler/decide.ts",
    from: "const isNews = !before || version > before.version || (version === before.version && closes);",
    to: "const isNews = !before || version > 0 || closes;",
  },
  {
    name: "an event that comes late revives what has ended",
    file: "services/scheduler/decide.ts",
    from: "if (!before && task.reminders.length === 0 && series === null) return unchanged(agenda);",
    to: "if (!before && pending.length === 0 && series === null) return unchanged(agenda);",
  },
  {
    name: "four weeks are counted in hours",
    file: "services/scheduler/horizon.ts",
    from: ": instantOf(there, timezone) + (ms % 1_000);",
    to: ": ms + days * msPerDay;",
  },
  {
    name: "an agenda overwrites what another replica has kept",
    file: "services/scheduler/agendas.ts",
    from: '{ when: stored ? { etag: stored.etag } : "absent" }',
    to: '{ when: "none" }',
  },
  {
    name: "an agenda is kept before its effects have happened",
    file: "services/scheduler/agendas.ts",
    from: `await carryOut(user, { effects, lookHour });
    if (after !== before) {
      await state.set(key(user), after, { when: stored ? { etag: stored.etag } : "absent" });
    }`,
    to: `if (after !== before) {
      await state.set(key(user), after, { when: stored ? { etag: stored.etag } : "absent" });
    }
    await carryOut(user, { effects, lookHour });`,
  },
  {
    name: "the sweep does not begin where the first reminder is",
    file: "services/scheduler/due-index.ts",
    from: "await coverSlot(kind, slot);",
    to: "",
  },
  {
    name: "a moved reminder keeps its old alarm",
    file: "services/scheduler/decide.ts",
    from: "!before.some(({ id, at }) => id === one.id && at === one.at)",
    to: "!before.some(({ id }) => id === one.id)",
  },
  {
    name: "a deleted date is waited for as if it were open",
    file: "services/scheduler/decide.ts",
    from: "const closes = !open && (before?.open ?? true);",
    to: 'const closes = task.status === "completed" && (before?.open ?? true);',
  },
  {
    name: "nobody plans the next look at the horizon",
    file: "services/scheduler/effects.ts",
    from: 'if (lookHour !== undefined) await due.note("hour", lookHour, user);',
    to: "",
  },
  {
    name: "the date after a completion counts from the one that was due",
    file: "services/scheduler/decide.ts",
    from: "afterEnd(known, task.user_id, series, deleted ? seen.at : ended)",
    to: "afterEnd(known, task.user_id, series, task.due_date ?? ended)",
  },
  {
    name: "a skip proposes the date that the end of the skipped one proposes too",
    file: "services/scheduler/decide.ts",
    from: "if (isSameRule || hasOpen(known, seen.id))",
    to: "if (isSame || hasOpen(known, seen.id))",
    fromSeed: 401,
  },
  {
    name: "a clock that is ahead forgets minutes that are still to come",
    file: "services/scheduler/sweep.ts",
    from: "untidy.add(hour - minutesKeptHours);",
    to: "untidy.add(hour + 1);",
  },
  {
    name: "a reminder fires when an earlier moment of it is proposed",
    file: "services/task/decide-reminders.ts",
    from: 'if (found.status !== "pending" || found.at !== at || at > now) return [];',
    to: 'if (found.status !== "pending" || at > now) return [];',
  },
  {
    name: "a reminder nags for ever",
    file: "services/task/decide-reminders.ts",
    from: 'status: "pending", nag_count: nag_count + 1 };',
    to: 'status: "pending", nag_count };',
  },
  {
    name: "a date that is proposed twice becomes two tasks",
    file: "services/task/decide-recurring.ts",
    from: "    made.locals.includes(local) ||\n",
    to: "",
  },
  {
    name: "a date that the scheduler does not know to be done is asked for in vain",
    file: "services/task/decide-recurring.ts",
    from: "const last = locals.at(-1);",
    to: "const last = locals.at(-1);\n  if (last !== undefined) return undefined;",
    fromSeed: 81,
  },
  {
    name: "what counts from completion goes back before a date that was made",
    file: "services/task/decide-recurring.ts",
    from: '(counts && local < (made.locals.at(-1) ?? ""))',
    to: "false",
    fromSeed: 285,
  },
  {
    name: "a template makes tasks while it pauses",
    file: "services/task/decide-recurring.ts",
    from: 'if (template?.status !== "active") return [];',
    to: "if (!template) return [];",
  },
  {
    name: "a skipped date is made all the same",
    file: "services/task/decide-recurring.ts",
    from: "    template.exceptions.includes(local) ||\n",
    to: "",
  },
  {
    name: "a reminder does not move with the due date",
    file: "services/task/reminders.ts",
    from: "const at = moved ? momentOf(reminder, after) : reminder.at;",
    to: "const { at } = reminder;",
  },
  {
    name: "a deleted task does not call its reminders off",
    file: "services/task/decide.ts",
    from: 'const silent = following(task, { ...task, status: "completed" }, now).reminders;',
    to: "const silent = task.reminders;",
  },
];
