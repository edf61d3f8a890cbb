import { type Context, Hono } from "hono";
import { reminderInput, snooze } from "../shared/contracts/api/reminders.ts";
import {
  type BulkResult,
  bulkRequest,
  newTask,
  tagList,
  taskPatch,
  taskQuery,
  type UndoResult,
} from "../shared/contracts/api/tasks.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import { jsonBody, matching } from "../shared/kit/body.ts";
import { isoNow } from "../shared/kit/clock.ts";
import { personIn, queryOf } from "../shared/kit/peer-call.ts";
import { invalid, Problem } from "../shared/kit/problem.ts";
import { exchangeRoutes } from "./api-exchange.ts";
import { feedRoutes } from "./api-feed.ts";
import { recurringRoutes } from "./api-recurring.ts";
import type { Command } from "./command.ts";
import { creation } from "./creation.ts";
import { bulkResults, etagOf } from "./decide.ts";
import { type CommandPorts, execute, idIn, target } from "./execute.ts";
import type { Feeds } from "./feeds.ts";
import { changesRemembered } from "./log/loaded.ts";
import type { Committed } from "./log/plan.ts";
import { listTasks } from "./query.ts";
import type { Change } from "./view.ts";

/** What peers may ask of the owner of the logs; each call names the person it is for. */
export function routes(ports: CommandPorts, feeds: Feeds): Hono {
  const { logs, clock } = ports;
  const run = (c: Context, command: Command) => execute(c, command, ports);
  const one = async (c: Context, command: Command, status: 200 | 201 = 200) =>
    taskAnswer(c, onlyTask(await run(c, command)), status);

  return new Hono()
    .get("/tasks", async (c) => {
      const query = matching(taskQuery, queryOf(c));
      const { view } = await logs.read(personIn(c));
      return c.json(listTasks(view.tasks.values(), query, isoNow(clock)));
    })
    .post("/tasks", async (c) => one(c, creation(await jsonBody(c, newTask), clock.now()), 201))
    .post("/tasks/bulk", async (c) => {
      const request = await jsonBody(c, bulkRequest);
      const { view, record } = await run(c, { kind: "bulk", request });
      return c.json({ results: bulkResults(request, view, record) } satisfies BulkResult);
    })
    .get("/tasks/:id", async (c) => {
      const { view } = await logs.read(personIn(c));
      const task = view.tasks.get(idIn(c));
      if (!task) throw new Problem("not_found", { detail: "there is no such task" });
      return taskAnswer(c, task, 200);
    })
    .patch("/tasks/:id", async (c) =>
      one(c, { kind: "edit", ...target(c), patch: await jsonBody(c, taskPatch) }),
    )
    .put("/tasks/:id/tags", async (c) =>
      one(c, { kind: "edit", ...target(c), patch: await jsonBody(c, tagList) }),
    )
    .post("/tasks/:id/complete", (c) => one(c, { kind: "complete", ...target(c) }))
    .post("/tasks/:id/reminders", async (c) => {
      const reminders = [await jsonBody(c, reminderInput)];
      return one(c, { kind: "remind", ...target(c), reminders }, 201);
    })
    .delete("/tasks/:id", async (c) => {
      await run(c, { kind: "delete", ...target(c) });
      return c.body(null, 204);
    })
    .post("/reminders/:id/snooze", async (c) => {
      const asked = await jsonBody(c, snooze);
      return one(c, { kind: "snooze", ...(await reminderIn(c, ports)), snooze: asked });
    })
    .post("/reminders/:id/dismiss", async (c) =>
      one(c, { kind: "dismiss", ...(await reminderIn(c, ports)) }),
    )
    .post("/undo", async (c) => c.json(undoAnswer(await run(c, { kind: "undo" }))))
    .get("/changes", async (c) => {
      const { view, recent } = await logs.read(personIn(c));
      return c.json(changesAfter(positionIn(c), view.seq, recent));
    })
    .route("/", recurringRoutes(ports))
    .route("/", exchangeRoutes(ports))
    .route("/", feedRoutes(feeds, ports));
}

/** The reminder in the path, and the task that has it. */
async function reminderIn(c: Context, { logs }: CommandPorts) {
  const reminder = idIn(c);
  const { view } = await logs.read(personIn(c));
  for (const task of view.tasks.values()) {
    if (task.reminders.some(({ id }) => id === reminder)) return { id: task.id, reminder };
  }
  throw new Problem("not_found", { detail: "there is no such reminder" });
}

/** The one task that a command was about, as it is now. */
function onlyTask({ entries, record, decision, view }: Committed): Task {
  const written = entries.at(-1);
  if (written && "task" in written) return written.task;
  // A template that was made together with the task is no task.
  const ids = record?.tasks ?? [decision?.about ?? ""];
  const [task] = ids.flatMap((id) => view.tasks.get(id) ?? []);
  if (!task) throw new Problem("not_found", { detail: "the task was deleted since" });
  return task;
}

const taskAnswer = (c: Context, task: Task, status: 200 | 201) =>
  c.json(task, status, {
    etag: etagOf(task),
    ...(status === 201 ? { location: `/api/tasks/${task.id}` } : {}),
  });

function undoAnswer({ record, view }: Committed): UndoResult {
  const ids = [...new Set(record?.tasks)];
  const intents = ["create", "edit", "complete", "delete", "bulk"] as const;
  return {
    undone: intents.find((intent) => intent === record?.undone) ?? "edit",
    tasks: ids.flatMap((id) => view.tasks.get(id) ?? []),
    removed: ids.filter((id) => !(view.tasks.get(id) ?? view.templates.get(id))),
  };
}

/** What happened after a position; `reset` when that is too long ago to tell one by one. */
export function changesAfter(after: number, seq: number, recent: readonly Change[]) {
  const oldest = recent[0]?.seq ?? seq + 1;
  const reset =
    after > seq || (after < seq && after + 1 < oldest) || seq - after > changesRemembered;
  return { seq, reset, changes: reset ? [] : recent.filter((change) => change.seq > after) };
}

function positionIn(c: Context): number {
  const text = c.req.query("after") ?? "";
  if (!/^\d{1,15}$/.test(text)) throw invalid("after", "must be a position such as 42");
  return Number(text);
}
