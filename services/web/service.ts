import { service } from "../../components/model/service.ts";

/** Hands out the page; it knows no person and keeps nothing. */
export const web = service({
  id: "web",
  summary: "The page: list and, later, chat.",
  exposes: { kind: "http", paths: ["/"] },
  load: { requestsPerSecond: 50, memoryMiB: 64 },
});
