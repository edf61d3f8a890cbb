import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { pubsubName } from "../../../components/model/names.ts";
import type { Application } from "./application.ts";
import { type Answer, type Ask, ask } from "./person.ts";

const runtimeForm = z.object({ token: z.string(), sidecars: z.record(z.string(), z.url()) });

/** The sidecars of the running application, as an operator of this machine reaches them. */
export function sidecarsOf({ dataDir }: Application) {
  const path = join(dataDir, "runtime.json");
  const { token, sidecars } = runtimeForm.parse(JSON.parse(readFileSync(path, "utf8")));
  const call = (app: string, target: string, options: Ask = {}): Promise<Answer> => {
    const base = sidecars[app];
    if (base === undefined) throw new Error(`there is no sidecar of "${app}"`);
    const headers = { "dapr-api-token": token, ...options.headers };
    return ask(base, `/v1.0${target}`, { ...options, headers });
  };
  return {
    call,
    /** Calls another service as the app does. */
    invoke: (app: string, peer: string, path: string, options: Ask = {}) =>
      call(app, `/invoke/${peer}/method${path}`, options),
    /** Publishes a CloudEvent as the app does. */
    publish: (app: string, topic: string, event: object, key: string) =>
      call(app, `/publish/${pubsubName}/${topic}?metadata.partitionKey=${key}`, {
        method: "POST",
        body: event,
        headers: { "content-type": "application/cloudevents+json" },
      }),
  };
}

export type Sidecars = ReturnType<typeof sidecarsOf>;
