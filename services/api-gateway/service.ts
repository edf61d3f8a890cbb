import { service } from "../../components/model/service.ts";
import { consumes } from "../shared/contracts/consumes.ts";
import { sessionRevoked } from "../shared/contracts/session-revoked.ts";

/** The REST door: knows who calls and how often, and passes on; it keeps no task. */
export const apiGateway = service({
  id: "api-gateway",
  summary: "The REST door: who calls, how often, and to whom it goes.",
  subscribes: [consumes(sessionRevoked, { audience: "every-replica" })],
  invokes: ["task", "chat", "notification", "audit", "auth", "webhook"],
  state: ["rate"],
  exposes: { kind: "http", paths: ["/api", "/feeds", "/openapi.json", "/docs", "/problems"] },
  load: { requestsPerSecond: 500, memoryMiB: 128 },
});
