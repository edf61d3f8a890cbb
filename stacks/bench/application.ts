import { join } from "node:path";
import type { HttpAnswer, HttpCall } from "../../components/model/http.ts";
import { personHeader } from "../../services/shared/kit/door.ts";
import { startEmbedded } from "../embedded.ts";
import { local } from "../local.ts";
import { inFolder } from "./folder.ts";

/** Asks a service in the name of a person, as the REST door does. Throws unless it is answered. */
export type AskFor = (
  person: string,
  service: "task" | "audit" | "chat",
  call: { readonly method: HttpCall["method"]; readonly path: string; readonly body?: unknown },
) => Promise<HttpAnswer>;

/** The whole application in this process with jobs and sweeps, on a file of its own. */
export const onApplication = <T>(work: (ask: AskFor) => Promise<T>): Promise<T> =>
  inFolder(async (folder) => {
    const application = await startEmbedded({
      environment: local,
      file: join(folder, "bench.db"),
      logLevel: "error",
      variables: {},
    });
    const door = application.runtime.sidecar("api-gateway");
    try {
      return await work(async (person, service, { method, path, body }) => {
        const answer = await door({
          method,
          path: `/v1.0/invoke/${service}/method${path}`,
          headers: { "content-type": "application/json", [personHeader]: person },
          body: body === undefined ? "" : JSON.stringify(body),
        });
        if (answer.status < 300) return answer;
        throw new Error(`${method} ${path}: ${answer.status} ${answer.body.slice(0, 300)}`);
      });
    } finally {
      await application.close();
    }
  });
