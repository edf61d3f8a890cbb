import type { HttpAnswer, HttpCall, Send } from "../../../components/model/http.ts";
import { eventRoute } from "../../../components/model/names.ts";
import type { Reminder } from "../../shared/contracts/entities/reminder.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { personHeader } from "../../shared/kit/door.ts";
import type { Outside, OutsideCall } from "../../shared/kit/outside.ts";
import { type MemorySidecar, memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { type OwnClock, ownClock, turns } from "../../shared/kit/testing/own-clock.ts";
import { type KeptLog, keptLog, ownPorts } from "../../shared/kit/testing/own-ports.ts";
import { program } from "../main.ts";
import { aReminder, aTask, nine } from "./given.ts";

/** What went through an output binding. */
export interface SentOut {
  readonly binding: string;
  readonly data: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The service with store, providers and other people's servers in memory, and a clock that a test moves. */
export interface World {
  readonly clock: OwnClock;
  readonly store: MemorySidecar;
  readonly log: KeptLog;
  /** Every try that reached a binding, also those that were answered with an error. */
  readonly sent: readonly SentOut[];
  /** Every call that reached a webhook or a push service. */
  readonly hooked: readonly OutsideCall[];
  /** Answers in place of the sidecar; undefined lets the call through. */
  outage(answer: ((call: HttpCall) => HttpAnswer | undefined) | undefined): void;
  /** How webhooks and push services answer from now on. */
  hooksAnswer(answer: () => Promise<{ readonly status: number }>): void;
  /** What people hear about the address of a webhook from now on. */
  checkAnswers(answer: () => Promise<void>): void;
  /** What a binding does before it answers, from now on. */
  slowBindings(wait: () => Promise<void>): void;
  /** A new process on the same store, with other variables when they are given. */
  restart(others?: Readonly<Record<string, string>>): Promise<Replica>;
}

export interface Replica {
  readonly channel: Send;
  close(): Promise<void>;
}

const bindings = "/v1.0/bindings/";

export function aWorld(startIso = nine, variables: Readonly<Record<string, string>> = {}): World {
  const clock = ownClock("pass", startIso);
  const store = memorySidecar(clock.now);
  const log = keptLog();
  const sent: SentOut[] = [];
  const hooked: OutsideCall[] = [];
  let instead: ((call: HttpCall) => HttpAnswer | undefined) | undefined;
  let hookAnswer = () => Promise.resolve({ status: 200 });
  let checkAnswer = () => Promise.resolve();
  let slow = () => Promise.resolve();
  store.intercept((call) => {
    if (!call.path.startsWith(bindings)) return instead?.(call);
    sent.push({ binding: call.path.slice(bindings.length), ...JSON.parse(call.body) });
    return instead?.(call) ?? { status: 204, headers: {}, body: "" };
  });
  const sidecar: Send = async (call) => {
    if (call.path.startsWith(bindings)) await slow();
    return store.send(call);
  };
  const outside: Outside = {
    call(call) {
      hooked.push(call);
      return hookAnswer();
    },
    check: () => checkAnswer(),
  };
  return {
    clock,
    store,
    log,
    sent,
    hooked,
    outage: (answer) => {
      instead = answer;
    },
    hooksAnswer: (answer) => {
      hookAnswer = answer;
    },
    checkAnswers: (answer) => {
      checkAnswer = answer;
    },
    slowBindings: (wait) => {
      slow = wait;
    },
    restart: (others = variables) =>
      program.start(ownPorts(sidecar, { clock, log, outside, variables: others })),
  };
}

/** The answer of something that is away. */
export const away: HttpAnswer = { status: 500, headers: {}, body: "away" };

/** More turns than the longest chain of reads, tries and writes in these tests has steps. */
const turnsMax = 400;

/** Lets everything that was begun run to its end. */
export const quiet = () => turns(turnsMax);

const json = { "content-type": "application/json" };

/** A request of Anna, as the REST door forwards it. */
export async function asks(
  { channel }: Replica,
  method: HttpCall["method"],
  path: string,
  body?: unknown,
  headers: HttpCall["headers"] = {},
) {
  const answer = await channel({
    method,
    path,
    headers: { ...json, [personHeader]: "anna", ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
  });
  const parsed = JSON.parse(answer.body);
  return { status: answer.status, headers: answer.headers, body: parsed };
}

/** The status of one sweep, when all that it began has ended. */
export async function sweep({ channel }: Replica): Promise<number> {
  const call = { method: "POST", path: "/delivery-sweep", headers: json, body: "{}" } as const;
  const { status } = await channel(call);
  await quiet();
  return status;
}

type Payload =
  | Task
  | { readonly task: Task; readonly task_id: string; readonly reminder: Reminder };

/** An event as the bus hands it over; its position is the version of its task. */
export function anEvent(type: string, payload: Payload) {
  const about = "task" in payload ? payload.task : payload;
  const data = {
    event_id: `${about.user_id}:${about.version}`,
    event_type: type,
    schema_version: "1.0",
    aggregate_id: about.id,
    aggregate_version: about.version,
    user_id: about.user_id,
    timestamp: nine,
    payload,
  };
  return { id: data.event_id, type, source: "task", data };
}

/** A reminder of Anna's task fired. */
export const fired = (task: Partial<Task> = {}, reminder: Partial<Reminder> = {}) =>
  anEvent("reminder.triggered", {
    task: aTask(task),
    task_id: task.id ?? "t1",
    reminder: aReminder(reminder),
  });

/** Hands one event over and lets what it began run to its end; answers its verdict. */
export async function deliver(
  { channel }: Replica,
  event: ReturnType<typeof anEvent>,
): Promise<string> {
  const body = JSON.stringify(event);
  const answer = await channel({
    method: "POST",
    path: eventRoute(event.type),
    headers: json,
    body,
  });
  await quiet();
  const { status }: { status: string } = JSON.parse(answer.body);
  return status;
}
