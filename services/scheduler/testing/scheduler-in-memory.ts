import type { HttpAnswer, HttpCall, Send } from "../../../components/model/http.ts";
import { eventRoute } from "../../../components/model/names.ts";
import type { RecurringTask } from "../../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { type MemorySidecar, memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { type OwnClock, ownClock } from "../../shared/kit/testing/own-clock.ts";
import { type KeptLog, keptLog, ownPorts } from "../../shared/kit/testing/own-ports.ts";
import { program } from "../main.ts";
import { monday } from "./given.ts";

/** A job as it was handed to the runtime. */
export interface SetJob {
  readonly dueTime: string;
  readonly data: unknown;
}

/** The scheduler with a store, a bus and jobs in memory, and a clock that a test moves. */
export interface World {
  readonly clock: OwnClock;
  readonly store: MemorySidecar;
  readonly log: KeptLog;
  readonly jobs: ReadonlyMap<string, SetJob>;
  /** Answers in place of the sidecar, jobs included; undefined lets the call through. */
  outage(answer: ((call: HttpCall) => HttpAnswer | undefined) | undefined): void;
  /** A new process on the same store; its clock may be ahead of the others'. */
  restart(aheadMs?: number): Promise<Send>;
}

export function aWorld(startIso = monday): World {
  const clock = ownClock("pass", startIso);
  const store = memorySidecar(clock.now);
  const log = keptLog();
  const jobs = new Map<string, SetJob>();
  let instead: ((call: HttpCall) => HttpAnswer | undefined) | undefined;
  store.intercept((call) => instead?.(call) ?? jobAnswer(jobs, call));
  return {
    clock,
    store,
    log,
    jobs,
    outage: (answer) => {
      instead = answer;
    },
    restart: async (aheadMs = 0) => {
      const own = { now: () => clock.now() + aheadMs, sleep: clock.sleep };
      return (await program.start(ownPorts(store.send, { clock: own, log }))).channel;
    },
  };
}

const jobPath = "/v1.0/jobs/";

function jobAnswer(jobs: Map<string, SetJob>, call: HttpCall): HttpAnswer | undefined {
  if (!call.path.startsWith(jobPath)) return undefined;
  const name = call.path.slice(jobPath.length);
  if (call.method === "DELETE") jobs.delete(name);
  else jobs.set(name, JSON.parse(call.body));
  return { status: 204, headers: {}, body: "" };
}

/** The answer of something that is away. */
export const away: HttpAnswer = { status: 503, headers: {}, body: "away" };

const post = (channel: Send, path: string, body: unknown) =>
  channel({
    method: "POST",
    path,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** The status of one sweep. */
export const sweep = async (channel: Send) => (await post(channel, "/schedule-sweep", {})).status;

/** The status of one call of this job, as the runtime makes it. */
export const fire = async (channel: Send, name: string, { data }: SetJob) =>
  (await post(channel, `/job/${name}`, data)).status;

type Payload =
  | Task
  | RecurringTask
  | { readonly task: Task; readonly task_id: string; readonly reminder: unknown };

/** An event as the bus hands it over; its position is its version. */
export function anEvent(type: string, payload: Payload, at = monday) {
  const about = "task" in payload ? payload.task : payload;
  const data = {
    event_id: `${about.user_id}:${about.version}`,
    event_type: type,
    schema_version: "1.0",
    aggregate_id: about.id,
    aggregate_version: about.version,
    user_id: about.user_id,
    timestamp: at,
    payload,
  };
  const nudgecause = `00-${"7".repeat(32)}-00000000000000aa-01`;
  return { id: data.event_id, type, source: "task", nudgecause, data };
}

/** Hands one event over; answers its verdict. */
export async function deliver(channel: Send, event: ReturnType<typeof anEvent>): Promise<string> {
  const { body } = await post(channel, eventRoute(event.type), event);
  const { status }: { status: string } = JSON.parse(body);
  return status;
}

/** The data of all proposals on this topic, in order. */
export const proposed = (world: World, topic: "occurrence.due" | "reminder.due") =>
  world.store.published.flatMap(({ topic: name, event }) => (name === topic ? [event.data] : []));
