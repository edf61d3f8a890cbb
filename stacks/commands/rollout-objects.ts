import { z } from "zod";

// Objects of Kubernetes, as far as a rollout is read from them.

const metadata = z.object({
  name: z.string(),
  uid: z.string(),
  generation: z.int().default(0),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
  ownerReferences: z.array(z.object({ uid: z.string() })).default([]),
});
const count = z.int().default(0);
const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(""),
  message: z.string().default(""),
});
const conditions = z.array(condition).default([]);

const deploymentForm = z.object({
  kind: z.literal("Deployment"),
  metadata,
  spec: z.object({ replicas: z.int().default(1) }),
  status: z
    .object({
      observedGeneration: count,
      updatedReplicas: count,
      unavailableReplicas: count,
      conditions,
    })
    .prefault({}),
});
export type Deployment = z.output<typeof deploymentForm>;

const replicaSetForm = z.object({
  kind: z.literal("ReplicaSet"),
  metadata,
  status: z.object({ readyReplicas: count, conditions }).prefault({}),
});
export type ReplicaSet = z.output<typeof replicaSetForm>;

const ended = z.object({ exitCode: z.int(), reason: z.string().default("") });
const waiting = z.object({ reason: z.string().default(""), message: z.string().default("") });
const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean(),
  restartCount: count,
  state: z.object({ waiting: waiting.optional(), terminated: ended.optional() }).prefault({}),
  lastState: z.object({ terminated: ended.optional() }).prefault({}),
});
export type ContainerStatus = z.output<typeof containerStatus>;

const named = z.array(z.object({ name: z.string() })).default([]);
const podForm = z.object({
  kind: z.literal("Pod"),
  metadata,
  spec: z.object({ containers: named, initContainers: named }),
  status: z.object({
    conditions,
    containerStatuses: z.array(containerStatus).default([]),
    // Sidecars stand here.
    initContainerStatuses: z.array(containerStatus).default([]),
  }),
});
export type Pod = z.output<typeof podForm>;

const eventForm = z.object({
  kind: z.literal("Event"),
  type: z.string().default("Normal"),
  message: z.string().default(""),
  involvedObject: z.object({ uid: z.string().default("") }),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
});
export type Event = z.output<typeof eventForm>;

const listForm = z.object({
  items: z.array(
    z.discriminatedUnion("kind", [deploymentForm, replicaSetForm, podForm, eventForm]),
  ),
});

/** What is in a namespace. */
export interface Seen {
  readonly deployments: readonly Deployment[];
  readonly replicaSets: readonly ReplicaSet[];
  readonly pods: readonly Pod[];
  /** Warnings only, oldest first. */
  readonly warnings: readonly Event[];
}

/** The kinds that a rollout is read from, as `kubectl get` wants them. */
export const kindsOfRollout = "deployments,replicasets,pods,events";

/** Reads what `kubectl get --output=json` prints of these kinds. */
export function seenIn(printed: string): Seen {
  const { items } = listForm.parse(JSON.parse(printed));
  return {
    deployments: items.filter((each) => each.kind === "Deployment"),
    replicaSets: items.filter((each) => each.kind === "ReplicaSet"),
    pods: items.filter((each) => each.kind === "Pod"),
    warnings: items
      .filter((each) => each.kind === "Event")
      .filter(({ type }) => type === "Warning")
      .sort((a, b) => (momentOf(a) < momentOf(b) ? -1 : 1)),
  };
}

const momentOf = ({ lastTimestamp, eventTime }: Event): string => lastTimestamp ?? eventTime ?? "";
