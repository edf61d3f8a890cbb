import type { HttpAnswer, HttpCall, Send } from "../../../components/model/http.ts";
import { eventRoute } from "../../../components/model/names.ts";
import type { Clock } from "../../shared/kit/clock.ts";
import { personHeader } from "../../shared/kit/door.ts";
import type { Running } from "../../shared/kit/host.ts";
import { memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { ownClock, turns } from "../../shared/kit/testing/own-clock.ts";
import { keptLog, ownPorts } from "../../shared/kit/testing/own-ports.ts";
import { program as taskProgram } from "../../task/main.ts";
import type { Understand } from "../conversation/command.ts";
import { chatProgram } from "../program.ts";

const invokeTask = "/v1.0/invoke/task/method";

type Variables = Readonly<Record<string, string | undefined>>;

/** Answers in place of the runtime; undefined lets the call through. */
export type Instead = ((call: HttpCall) => HttpAnswer | undefined) | undefined;

/** An answer with its JSON read. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Chat replicas and the real task service over one store in memory: Monday 2026-01-05 08:00 UTC. */
export async function aWorld(parse: Understand, variables: Variables = {}, machineClock?: Clock) {
  const clock = ownClock();
  const store = memorySidecar(clock.now);
  const log = keptLog();
  const tasks = await taskProgram.start(ownPorts(store.send, { clock, replica: "t1", log }));
  const commands: HttpCall[] = [];
  let instead: Instead;
  const sidecar: Send = async (call) => {
    const given = instead?.(call);
    if (given) return given;
    if (!call.path.startsWith(invokeTask)) return store.send(call);
    const asked = { ...call, path: call.path.slice(invokeTask.length) };
    if (call.method !== "GET") commands.push(asked);
    return tasks.channel(asked);
  };
  return {
    clock,
    store,
    log,
    tasks,
    /** What changes were asked of the task service, in order. */
    commands,
    replica: (name: string) =>
      chatProgram(parse).start({
        ...ownPorts(sidecar, { clock, replica: name, log, variables }),
        machineClock: machineClock ?? clock,
      }),
    outage(answer: Instead) {
      instead = answer;
    },
  };
}

/** A call that a door makes for "ada". */
export async function ask(
  service: Running,
  method: HttpCall["method"],
  path: string,
  body?: unknown,
  headers: HttpCall["headers"] = {},
): Promise<Answer> {
  const answer = await service.channel({
    method,
    path,
    headers: { "content-type": "application/json", [personHeader]: "ada", ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
  });
  await turns();
  return { status: answer.status, body: answer.body === "" ? undefined : JSON.parse(answer.body) };
}

/** Hands over an event as the runtime does; gives the verdict. */
export async function event(service: Running, type: string, id: string, data: unknown) {
  const body = { specversion: "1.0", id, type, source: "test", data };
  return (await ask(service, "POST", eventRoute(type), body)).body;
}

/** The answer of the runtime when the task service is away. */
export const away: HttpAnswer = {
  status: 500,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ errorCode: "ERR_DIRECT_INVOKE", message: "away" }),
};
