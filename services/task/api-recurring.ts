import { type Context, Hono } from "hono";
import {
  newRecurringTask,
  type RecurringTaskAnswer,
  recurringTaskPatch,
  templateScope,
} from "../shared/contracts/api/recurring-tasks.ts";
import type { RecurringTask } from "../shared/contracts/entities/recurring-task.ts";
import { jsonBody, matching } from "../shared/kit/body.ts";
import { isoNow } from "../shared/kit/clock.ts";
import { personIn, queryOf } from "../shared/kit/peer-call.ts";
import { Problem } from "../shared/kit/problem.ts";
import { inWords, next, type RecurrenceInput } from "../shared/recurrence/recurrence.ts";
import type { Command } from "./command.ts";
import { parsedRule } from "./creation.ts";
import { etagOf } from "./decide.ts";
import { type CommandPorts, execute, idIn, target } from "./execute.ts";
import type { Committed } from "./log/plan.ts";

/** How many dates to come an answer shows. */
const datesShown = 3;

/** Templates: what repeats. */
export function recurringRoutes(ports: CommandPorts): Hono {
  const { logs, clock } = ports;
  const one = async (c: Context, command: Command, status: 200 | 201 = 200) =>
    answer(c, onlyTemplate(await execute(c, command, ports)), status);
  const answer = (c: Context, template: RecurringTask, status: 200 | 201) =>
    c.json(shown(template, isoNow(clock)), status, {
      etag: etagOf(template),
      ...(status === 201 ? { location: `/api/recurring-tasks/${template.id}` } : {}),
    });
  const parsed = (input: RecurrenceInput) => parsedRule(input, clock.now());

  return new Hono()
    .get("/recurring-tasks", async (c) => {
      const { view } = await logs.read(personIn(c));
      const items = [...view.templates.values()]
        .filter(({ status }) => status !== "stopped")
        .map((template) => shown(template, isoNow(clock)));
      return c.json({ items });
    })
    .post("/recurring-tasks", async (c) => {
      const { recurrence, ...input } = await jsonBody(c, newRecurringTask);
      return one(c, { kind: "repeat", input: { ...input, recurrence: parsed(recurrence) } }, 201);
    })
    .get("/recurring-tasks/:id", async (c) => {
      const { view } = await logs.read(personIn(c));
      const template = view.templates.get(idIn(c));
      if (!template) throw new Problem("not_found", { detail: "there is no such template" });
      return answer(c, template, 200);
    })
    .patch("/recurring-tasks/:id", async (c) => {
      const { recurrence, ...rest } = await jsonBody(c, recurringTaskPatch);
      const patch = { ...rest, ...(recurrence ? { recurrence: parsed(recurrence) } : {}) };
      const { from } = scopeIn(c);
      return one(c, { kind: "edit-template", ...target(c), patch, ...(from ? { from } : {}) });
    })
    .delete("/recurring-tasks/:id", async (c) => {
      await execute(c, { kind: "stop-template", ...target(c), ...scopeIn(c) }, ports);
      return c.body(null, 204);
    })
    .post("/recurring-tasks/:id/pause", (c) =>
      one(c, { kind: "set-template", ...target(c), status: "paused" }),
    )
    .post("/recurring-tasks/:id/resume", (c) =>
      one(c, { kind: "set-template", ...target(c), status: "active" }),
    )
    .post("/recurring-tasks/:id/skip", (c) => one(c, { kind: "skip-next", ...target(c) }));
}

/** How much of a template is meant. */
function scopeIn(c: Context) {
  const { scope, from } = matching(templateScope, queryOf(c));
  return { scope, ...(from === undefined ? {} : { from }) };
}

function shown(template: RecurringTask, now: string): RecurringTaskAnswer {
  const { recurrence, exceptions, status } = template;
  const dates = status === "active" ? next(recurrence, now, datesShown, exceptions) : [];
  return { ...template, in_words: inWords(recurrence), next: dates.map(({ local }) => local) };
}

function onlyTemplate({ record, decision, view }: Committed): RecurringTask {
  const ids = [...(record?.tasks ?? []), decision?.about ?? ""];
  for (const id of ids) {
    const template = view.templates.get(id);
    if (template) return template;
  }
  throw new Problem("not_found", { detail: "there is no such template" });
}
