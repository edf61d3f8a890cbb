import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What every service measures about itself. */
export interface Metrics {
  readonly registry: Registry;
  request(route: string, method: string, status: number, seconds: number): void;
  event(topic: string, outcome: "done" | "retried" | "dead"): void;
}

/** Around the promises that are made: 5 ms in the service, 100 ms to the reply, 500 ms in all. */
const secondsBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** A registry with the service's own name on every series. */
export function serviceMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const registers = [registry];
  const requests = new Histogram({
    name: "nudge_http_request_duration_seconds",
    help: "Time from the request to its answer.",
    labelNames: ["route", "method", "status"],
    buckets: secondsBuckets,
    registers,
  });
  const events = new Counter({
    name: "nudge_events_total",
    help: "Events delivered to this service, by what became of them.",
    labelNames: ["topic", "outcome"],
    registers,
  });
  new Gauge({
    name: "nudge_process_resident_memory_bytes",
    help: "Memory of the process.",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  return {
    registry,
    request: (route, method, status, seconds) =>
      requests.observe({ route, method, status: String(status) }, seconds),
    event: (topic, outcome) => events.inc({ topic, outcome }),
  };
}
