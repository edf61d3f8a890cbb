import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

/** What of hundreds of resources a person waits for. */
const awaited: readonly (readonly [RegExp, string])[] = [
  [/Release::dapr-control-plane$/, "Dapr's control plane is ready"],
  [/StatefulSet::postgresql$/, "PostgreSQL is ready"],
  [/StatefulSet::kafka$/, "Kafka is ready"],
  [/Deployment::(task|api-gateway|web)$/, "is ready"],
];

/** Hears of each thing that a person waits for, when it stands. */
export const momentsOf =
  (moment: (what: string) => void) =>
  ({ resOutputsEvent }: EngineEvent): void => {
    const { urn = "", op = "same" } = resOutputsEvent?.metadata ?? {};
    const found = awaited.find(([form]) => form.test(urn));
    if (found === undefined || op === "same") return;
    const [, what] = found;
    moment(what === "is ready" ? `${urn.split("::").at(-1)} is ready` : what);
  };
