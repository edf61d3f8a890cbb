import type { Duration } from "./duration.ts";
import type { Topic } from "./topic.ts";

/** How often a failed event is tried again before it is set aside, and how long that waits. */
export interface Retry {
  /** Retries after the first attempt, 1 to 20. */
  readonly retries: number;
  /** Between two attempts. */
  readonly pause: Duration;
}

/** One topic that a service reads, and what happens to an event that it cannot take. */
export interface Subscription<T extends Topic = Topic> {
  readonly topic: T;
  readonly retry: Retry;
  /** Where an event goes that failed for good; "none" only for the reader of dead letters. */
  readonly deadLetter: Topic | "none";
  /** "every-replica": each replica hears every event, as a fan-out to sockets needs. */
  readonly audience: "one-replica" | "every-replica";
  /** Events handed over at once, 1 to 1,000. More than one only where order inside does not matter. */
  readonly batch: number;
}

/** A side effect outside the platform, or a clock that calls the service. */
export type Binding =
  | { readonly kind: "output"; readonly name: string; readonly operation: string }
  | { readonly kind: "cron"; readonly name: string; readonly every: Duration };

/** Which outside requests reach the service directly. It verifies the caller itself. */
export type Door =
  | { readonly kind: "nothing" }
  | { readonly kind: "http"; readonly paths: readonly string[] }
  | { readonly kind: "websocket"; readonly paths: readonly string[] };

/** What one replica is expected to carry. */
export interface Load {
  readonly requestsPerSecond: number;
  readonly memoryMiB: number;
}

/** What people write in a `service.ts`: only what the service has. */
export interface ServiceInput {
  /** App-id, object name and consumer group everywhere. Never change it: it is state. */
  readonly id: string;
  /** One sentence for the generated documents. */
  readonly summary: string;
  readonly publishes?: readonly Topic[];
  readonly subscribes?: readonly Subscription[];
  /** Ids of the services it calls synchronously. */
  readonly invokes?: readonly string[];
  /** The entities it keeps: first part of its keys, `{entity}:{owner}:{id}`. */
  readonly state?: readonly string[];
  /** Kinds of jobs it schedules for itself: first part of their names. */
  readonly jobs?: readonly string[];
  readonly bindings?: readonly Binding[];
  /** Hosts outside the platform that it may reach: names, `*.names`, or "*" for any public one. */
  readonly egress?: { readonly hosts: readonly string[] };
  /** Names of the secrets it may read. */
  readonly secrets?: readonly string[];
  readonly exposes?: Door;
  readonly load?: Load;
}

/** What one service is, does and needs, every field filled. It names no platform and no environment. */
export interface ServiceSpec {
  readonly id: string;
  readonly summary: string;
  readonly publishes: readonly Topic[];
  readonly subscribes: readonly Subscription[];
  readonly invokes: readonly string[];
  readonly state: readonly string[];
  readonly jobs: readonly string[];
  readonly bindings: readonly Binding[];
  readonly egress: { readonly hosts: readonly string[] };
  readonly secrets: readonly string[];
  readonly exposes: Door;
  readonly load: Load;
}

/** The lists keep their literal types, so that a connection knows exactly what its service may do. */
export type Filled<S extends ServiceInput> = ServiceSpec & {
  readonly id: S["id"];
  readonly egress: {
    readonly hosts: S["egress"] extends { readonly hosts: infer Hosts } ? Hosts : readonly never[];
  };
} & {
  readonly [K in ListField]: S[K] extends readonly unknown[] ? S[K] : readonly never[];
};

type ListField = "publishes" | "subscribes" | "invokes" | "state" | "jobs" | "bindings" | "secrets";

const lightLoad: Load = { requestsPerSecond: 50, memoryMiB: 128 };

/** Declares a service; what is left out it does not have. */
export function service<const S extends ServiceInput>(input: S): Filled<S> {
  const filled: ServiceSpec = {
    publishes: [],
    subscribes: [],
    invokes: [],
    state: [],
    jobs: [],
    bindings: [],
    egress: { hosts: [] },
    secrets: [],
    exposes: { kind: "nothing" },
    load: lightLoad,
    ...input,
  };
  // The only cast of the model: the spread above fills exactly the fields that Filled adds.
  return filled as Filled<S>;
}
