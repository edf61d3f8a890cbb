/** What one pod asks for, in thousandths of a processor and MiB; more memory than its most ends it. */
export interface Share {
  readonly cpuMilli: number;
  readonly memoryMiB: number;
  readonly memoryMiBMax: number;
}

/** The chart's objects begin with it. */
export const releaseName = "monitoring";

/** Where the pages of the tools are found inside the cluster. */
export const tools = {
  grafana: { service: "grafana", port: 3_000 },
  prometheus: { service: `${releaseName}-prometheus`, port: 9_090 },
  tracing: { service: "zipkin", port: 9_411 },
} as const;

/** The secret with which people log in at Grafana. */
export const grafanaLogin = { name: "grafana-login", user: "admin", key: "password" } as const;

/** What each part asks for where a person or a small team uses it. */
export const shares = {
  prometheus: { cpuMilli: 100, memoryMiB: 320, memoryMiBMax: 768 },
  prometheusReloader: { cpuMilli: 5, memoryMiB: 24, memoryMiBMax: 64 },
  operator: { cpuMilli: 20, memoryMiB: 64, memoryMiBMax: 160 },
  grafana: { cpuMilli: 50, memoryMiB: 128, memoryMiBMax: 320 },
  grafanaSidecars: { cpuMilli: 10, memoryMiB: 128, memoryMiBMax: 256 },
  kubeStateMetrics: { cpuMilli: 10, memoryMiB: 32, memoryMiBMax: 96 },
  zipkin: { cpuMilli: 50, memoryMiB: 160, memoryMiBMax: 256 },
} as const satisfies Readonly<Record<string, Share>>;

/** What all of them ask for together, with one copy of each. */
export const requested = {
  cpuMilli: sumOf("cpuMilli"),
  memoryMiB: sumOf("memoryMiB"),
};

function sumOf(field: "cpuMilli" | "memoryMiB"): number {
  return Object.values(shares).reduce((sum, share) => sum + share[field], 0);
}
