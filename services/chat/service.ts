import { service } from "../../components/model/service.ts";
import { consumes } from "../shared/contracts/consumes.ts";
import { reminderTriggered } from "../shared/contracts/reminder-triggered.ts";
import { sessionRevoked } from "../shared/contracts/session-revoked.ts";

/** Talks with people about their tasks; it keeps what was said, and no task. */
export const chat = service({
  id: "chat",
  summary:
    "Understands what people write, does it by typed tools, and speaks first when time comes.",
  subscribes: [
    consumes(reminderTriggered),
    consumes(sessionRevoked, { audience: "every-replica" }),
  ],
  invokes: ["task", "auth"],
  state: ["conversation", "latest", "rate"],
  egress: { hosts: ["api.openai.com"] },
  exposes: { kind: "http", paths: ["/mcp"] },
  // The libraries of the model and of MCP are large; a sentence is understood in some ms.
  load: { requestsPerSecond: 50, memoryMiB: 256 },
});
