import type { HttpAnswer, HttpCall, Send } from "../../components/model/http.ts";
import type { Clock } from "../../services/shared/kit/clock.ts";
import { personHeader } from "../../services/shared/kit/door.ts";
import type { Program } from "../../services/shared/kit/host.ts";
import { jsonLog } from "../../services/shared/kit/log.ts";
import { idFactory } from "../../services/shared/kit/new-id.ts";

/** Whose tasks are measured. */
export const person = "ada";

/** A program that runs, reached as the runtime reaches it, for `person` or somebody else. */
export interface Reached {
  /** Throws unless the answer has a status below 300. */
  call(method: HttpCall["method"], path: string, body?: unknown, by?: string): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** The machine's clock; who sleeps on it keeps the process, because here no port does. */
const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Starts a program on a sidecar. */
export async function aProgram(
  program: Program,
  sidecar: Send,
  replica = "replica-0",
): Promise<Reached> {
  const running = await program.start({
    sidecar,
    clock,
    machineClock: clock,
    newId: idFactory(),
    log: jsonLog(program.spec.id, "error"),
    settings: { topicLayout: "by-type", replica, appToken: undefined, variables: {} },
  });
  return {
    async call(method, path, body, by = person) {
      const headers = { "content-type": "application/json", [personHeader]: by };
      const text = body === undefined ? "" : JSON.stringify(body);
      const answer = await running.channel({ method, path, headers, body: text });
      if (answer.status < 300) return answer;
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body.slice(0, 300)}`);
    },
    close: running.close,
  };
}
