import { service } from "../../components/model/service.ts";
import { sessionRevoked } from "../shared/contracts/session-revoked.ts";

/** Accounts and the tokens that prove them; nothing about tasks. */
export const auth = service({
  id: "auth",
  summary: "Accounts, sessions and the tokens that every door verifies.",
  publishes: [sessionRevoked],
  state: [
    "user",
    "session",
    "account",
    "index",
    "keys",
    "secret",
    "revoked",
    "rate",
    "tokens",
    "token",
  ],
  exposes: { kind: "http", paths: ["/api/auth"] },
  load: { requestsPerSecond: 20, memoryMiB: 192 },
});
