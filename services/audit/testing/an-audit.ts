import type { HttpCall } from "../../../components/model/http.ts";
import { personHeader } from "../../shared/kit/door.ts";
import { type MemorySidecar, memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { ownClock, turns } from "../../shared/kit/testing/own-clock.ts";
import { ownPorts } from "../../shared/kit/testing/own-ports.ts";
import { program } from "../main.ts";

const at = "2026-01-05T08:00:00.000Z";

/** A task as the owner of the log publishes it. */
export const aTask = (id: string, version = 1, title = `Task ${id}`) => ({
  id,
  user_id: "ada",
  title,
  description: "",
  status: "pending",
  priority: "medium",
  tags: [],
  due_date: null,
  timezone: null,
  reminders: [],
  recurring_task_id: null,
  version,
  created_at: at,
  updated_at: at,
  completed_at: null,
});

/** The event at a position of a person's log; by itself it makes the task `t{seq}`. */
export function anEvent(seq: number, fields: Readonly<Record<string, unknown>> = {}) {
  const { user = "ada", type = "task.created", task = aTask(`t${seq}`), ...changed } = fields;
  const { id, version } = Object(task);
  const data = {
    event_id: `${user}:${seq}`,
    event_type: type,
    schema_version: "1.0",
    aggregate_id: id,
    aggregate_version: version,
    user_id: user,
    timestamp: at,
    payload: task,
    ...changed,
  };
  return { specversion: "1.0", id: data.event_id, type: String(type), source: "task", data };
}

export type AnEvent = ReturnType<typeof anEvent>;

/** One replica of the real program; several may share a store. */
export async function anAudit(sidecar: MemorySidecar = memorySidecar(), replica = "r1") {
  const clock = ownClock();
  const running = await program.start(ownPorts(sidecar.send, { clock, replica }));
  const call = async (
    method: HttpCall["method"],
    path: string,
    body?: unknown,
    headers: HttpCall["headers"] = {},
  ) => {
    const answer = await running.channel({
      method,
      path,
      headers: { "content-type": "application/json", ...headers },
      body: body === undefined ? "" : JSON.stringify(body),
    });
    const parsed: unknown = JSON.parse(answer.body);
    return { status: answer.status, body: parsed };
  };
  return {
    sidecar,
    running,
    clock,
    call,
    /** A question of a person, as the REST door forwards it. */
    asks: (path: string, user = "ada") => call("GET", path, undefined, { [personHeader]: user }),
    async takes(event: AnEvent) {
      return (await call("POST", `/events/${event.type}`, event)).body;
    },
    /** A batch of one topic, as the runtime hands it over. */
    async takesAll(events: readonly AnEvent[]) {
      const entries = events.map((event, i) => ({ entryId: String(i), event }));
      const answer = await call("POST", `/events/${events[0]?.type}`, { entries });
      await turns();
      return answer.body;
    },
  };
}
