import type { Send } from "../../../components/model/http.ts";
import { eventRoute } from "../../../components/model/names.ts";
import type { webhookEvents } from "../../shared/contracts/api/webhooks.ts";
import type { Running } from "../../shared/kit/host.ts";
import type { Outside, OutsideCall } from "../../shared/kit/outside.ts";
import { type MemorySidecar, memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { type OwnClock, ownClock } from "../../shared/kit/testing/own-clock.ts";
import { type KeptLog, keptLog, ownPorts } from "../../shared/kit/testing/own-ports.ts";
import { program } from "../main.ts";
import { monday } from "./given.ts";

/** What a receiver does with a call. */
export type Receiver = (call: OutsideCall) => Promise<{ readonly status: number }>;

/** The service with a store in memory, an outside that a test plays, and a clock that it moves. */
export interface World {
  readonly clock: OwnClock;
  readonly store: MemorySidecar;
  readonly log: KeptLog;
  /** Every call to the outside, in order. */
  readonly received: readonly OutsideCall[];
  /** From now on the outside answers so. */
  answers(receiver: Receiver): void;
  /** From now on an address is refused with this. */
  refuses(thrown: Error | undefined): void;
  /** A new process on the same store. */
  restart(replica?: string): Promise<Running>;
}

export function aWorld(): World {
  const clock = ownClock("pass", monday);
  const store = memorySidecar(clock.now);
  const log = keptLog();
  const received: OutsideCall[] = [];
  let receiver: Receiver = async () => ({ status: 204 });
  let refusal: Error | undefined;
  const outside: Outside = {
    call(call) {
      received.push(call);
      return receiver(call);
    },
    async check() {
      if (refusal) throw refusal;
    },
  };
  return {
    clock,
    store,
    log,
    received,
    answers: (next) => {
      receiver = next;
    },
    refuses: (thrown) => {
      refusal = thrown;
    },
    restart: (replica = "r1") =>
      program.start(ownPorts(store.send, { clock, log, outside, replica })),
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the REST door asks in Anna's name, or somebody else's. */
export async function ask(
  channel: Send,
  route: `${"GET" | "POST" | "PATCH" | "DELETE"} ${string}`,
  body: unknown = undefined,
  person = "anna",
): Promise<Answer> {
  const [method, path = ""] = route.split(" ");
  const known = (["GET", "POST", "PATCH", "DELETE"] as const).find((one) => one === method);
  const answer = await channel({
    method: known ?? "GET",
    path,
    headers: { "nudge-user-id": person, "content-type": "application/json" },
    body: body === undefined ? "" : JSON.stringify(body),
  });
  return {
    status: answer.status,
    body: answer.body === "" ? {} : JSON.parse(answer.body),
  };
}

/** Event number `seq` of Anna's log. */
export const anEvent = (seq: number, type: (typeof webhookEvents)[number] = "task.created") => ({
  event_id: `anna:${seq}`,
  event_type: type,
  schema_version: "1.0",
  aggregate_id: `t${seq}`,
  aggregate_version: 1,
  user_id: "anna",
  timestamp: monday,
  payload: {
    id: `t${seq}`,
    user_id: "anna",
    title: "Call mum",
    description: "",
    status: "pending",
    priority: "medium",
    tags: [],
    due_date: null,
    timezone: null,
    reminders: [],
    recurring_task_id: null,
    version: 1,
    created_at: monday,
    updated_at: monday,
    completed_at: null,
  },
});

/** Hands an event over; answers its verdict. */
export async function deliver(channel: Send, data: ReturnType<typeof anEvent>): Promise<string> {
  const { body } = await channel({
    method: "POST",
    path: eventRoute(data.event_type),
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id: data.event_id, type: data.event_type, source: "task", data }),
  });
  const { status }: { status: string } = JSON.parse(body);
  return status;
}

/** Hands events of one type over as one batch; answers their verdicts. */
export async function deliverAll(
  channel: Send,
  batch: readonly ReturnType<typeof anEvent>[],
): Promise<readonly string[]> {
  const entries = batch.map((data) => ({
    entryId: data.event_id,
    event: { id: data.event_id, type: data.event_type, source: "task", data },
  }));
  const { body } = await channel({
    method: "POST",
    path: eventRoute(batch[0]?.event_type ?? ""),
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ entries }),
  });
  const { statuses }: { statuses: { status: string }[] } = JSON.parse(body);
  return statuses.map(({ status }) => status);
}

/** One sweep, from its beginning to its end. */
export const sweep = async (channel: Send): Promise<number> =>
  (await channel({ method: "POST", path: "/webhook-sweep", headers: {}, body: "{}" })).status;
