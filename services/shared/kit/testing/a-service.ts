import { service } from "../../../../components/model/service.ts";
import { consumes } from "../../contracts/consumes.ts";
import { sessionRevoked } from "../../contracts/session-revoked.ts";
import { taskUpdates } from "../../contracts/task-updates.ts";

/** A service that has a little of everything. */
export const sample = service({
  id: "sample",
  summary: "For tests of what every service gets.",
  publishes: [taskUpdates],
  subscribes: [consumes(sessionRevoked)],
  invokes: ["task"],
  state: ["note"],
  jobs: ["ring"],
  bindings: [
    { kind: "cron", name: "sweep", every: "5s" },
    { kind: "output", name: "mail", operation: "create" },
  ],
  exposes: { kind: "http", paths: ["/api/sample"] },
});

/** What the sample service publishes. */
export const anUpdate = (seq: number, user = "ada") => ({
  user_id: user,
  seq,
  aggregate_id: `t${seq}`,
  event_type: "task.updated",
});

/** What the sample service hears, as the runtime hands it over. */
export const aRevocation = (id: string, data: unknown = undefined) => ({
  specversion: "1.0",
  id,
  type: "session.revoked",
  data: data ?? { session_id: id, user_id: "ada", expires_at: "2026-01-05T09:00:00Z" },
});
