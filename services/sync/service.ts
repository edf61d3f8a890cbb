import { service } from "../../components/model/service.ts";
import { consumes } from "../shared/contracts/consumes.ts";
import { sessionRevoked } from "../shared/contracts/session-revoked.ts";
import { taskUpdates } from "../shared/contracts/task-updates.ts";

/** Tells a person's open windows that something changed; it keeps nothing. */
export const sync = service({
  id: "sync",
  summary: "Tells a person's open windows what changed, without a gap.",
  subscribes: [
    consumes(taskUpdates, { audience: "every-replica" }),
    consumes(sessionRevoked, { audience: "every-replica" }),
  ],
  invokes: ["task", "auth"],
  exposes: { kind: "websocket", paths: ["/api/sync"] },
  load: { requestsPerSecond: 50, memoryMiB: 192 },
});
