import type { HttpCall } from "../../../components/model/http.ts";
import { type Task, task } from "../../shared/contracts/entities/task.ts";
import { personHeader } from "../../shared/kit/door.ts";
import { type MemorySidecar, memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { type OwnClock, ownClock, turns } from "../../shared/kit/testing/own-clock.ts";
import { ownPorts } from "../../shared/kit/testing/own-ports.ts";
import { program } from "../main.ts";

/** An answer with its JSON read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

export interface ServiceOptions {
  readonly sidecar?: MemorySidecar;
  readonly clock?: OwnClock;
  readonly replica?: string;
}

/** The real program of one replica, reached as the runtime reaches it. */
export async function aService(options: ServiceOptions = {}) {
  const { clock = ownClock(), replica = "r1" } = options;
  const sidecar = options.sidecar ?? memorySidecar(clock.now);
  const ports = ownPorts(sidecar.send, { clock, replica });
  const running = await program.start(ports);
  const call = async (
    method: HttpCall["method"],
    path: string,
    body?: unknown,
    headers: HttpCall["headers"] = {},
  ): Promise<Answer> => {
    const answer = await running.channel({
      method,
      path,
      headers: { "content-type": "application/json", [personHeader]: "ada", ...headers },
      body: body === undefined ? "" : JSON.stringify(body),
    });
    await turns();
    return { ...answer, body: answer.body === "" ? undefined : JSON.parse(answer.body) };
  };
  return {
    clock,
    sidecar,
    running,
    logged: ports.logged,
    /** A call that a door makes for "ada". */
    call,
    /** Makes a task of "ada"; throws when it is refused. */
    async adds(input: Readonly<Record<string, unknown>> = {}): Promise<Task> {
      return task.parse((await call("POST", "/tasks", { title: "Tea", ...input })).body);
    },
    /** Hands over an event as the runtime does; gives the verdict. */
    async delivers(type: string, id: string, data: unknown): Promise<unknown> {
      const event = { specversion: "1.0", id, type, source: "scheduler", data };
      return (await call("POST", `/events/${type}`, event)).body;
    },
    /** The cron binding that publishes what is left. */
    sweeps: () => call("POST", "/relay-sweep", {}),
    /** Ids of the domain events that were published, in order. */
    told: (): readonly string[] =>
      sidecar.published
        .filter(({ topic }) => topic !== "task-updates")
        .map(({ event }) => String(event.id)),
  };
}
