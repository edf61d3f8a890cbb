import type { Environment } from "../components/model/environment.ts";

/** One machine, one process: the runtime brings the broker and the store itself. */
export const local: Environment = {
  name: "local",
  topicLayout: "by-type",
  broker: { kind: "runtime" },
  stateStore: { kind: "runtime" },
};
