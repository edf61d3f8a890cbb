import type { RealOptions } from "./real-application.ts";

/** What `npm run start:dapr` starts when it is told nothing. */
export const usualReal = {
  host: "127.0.0.1",
  replicas: 1,
  store: { kind: "postgresql" },
  brokers: [],
  smtp: { host: "127.0.0.1", port: 1_025 },
  topicLayout: "by-type",
} as const satisfies Partial<RealOptions>;
