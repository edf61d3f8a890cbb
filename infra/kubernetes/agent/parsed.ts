import { z } from "zod";
import { selectorForm } from "./selector.ts";

const metadata = z.object({
  name: z.string(),
  namespace: z.string().default(""),
  labels: z.record(z.string(), z.string()).default({}),
});

/** A pod as the network sees it; nothing when it has no address of its own. */
export const podForm = z
  .object({
    metadata,
    spec: z.object({
      hostNetwork: z.boolean().default(false),
      containers: z.array(z.object({ ports: z.array(portForm()).default([]) })),
      // Sidecars stand here.
      initContainers: z.array(z.object({ ports: z.array(portForm()).default([]) })).default([]),
    }),
    status: z.object({ podIP: z.string().optional(), phase: z.string().default("Pending") }),
  })
  .transform(({ metadata: { namespace, labels }, spec, status: { podIP, phase } }) => {
    const hasEnded = phase === "Succeeded" || phase === "Failed";
    if (podIP === undefined || spec.hostNetwork || hasEnded) return undefined;
    const ports = [...spec.initContainers, ...spec.containers].flatMap((each) => each.ports);
    return { namespace, labels, address: podIP, ports };
  });
export type Pod = NonNullable<z.output<typeof podForm>>;

function portForm() {
  return z
    .object({
      name: z.string().default(""),
      containerPort: z.int(),
      protocol: z.string().default("TCP"),
    })
    .transform(({ name, containerPort, protocol }) => ({ name, number: containerPort, protocol }));
}

/** A namespace, for those who choose pods by it. */
export const namespaceForm = z
  .object({ metadata })
  .transform(({ metadata: { name, labels } }) => ({ name, labels }));
export type Namespace = z.output<typeof namespaceForm>;

const peerForm = z.object({
  podSelector: selectorForm.optional(),
  namespaceSelector: selectorForm.optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
});
export type Peer = z.output<typeof peerForm>;

const policyPortForm = z.object({
  protocol: z.enum(["TCP", "UDP", "SCTP"]).default("TCP"),
  port: z.union([z.int(), z.string()]).optional(),
  endPort: z.int().optional(),
});
export type PolicyPort = z.output<typeof policyPortForm>;

/** Who may, and by which ports. An empty list means everybody, and every port. */
export interface Edge {
  readonly peers: readonly Peer[];
  readonly ports: readonly PolicyPort[];
}

const peers = z.array(peerForm).default([]);
const ports = z.array(policyPortForm).default([]);

/** What a policy says: whom it is about, and which edges it opens for them. */
export const policyForm = z
  .object({
    metadata,
    spec: z.object({
      podSelector: selectorForm.default({ matchLabels: {}, matchExpressions: [] }),
      policyTypes: z.array(z.enum(["Ingress", "Egress"])).default(["Ingress"]),
      ingress: z.array(z.object({ from: peers, ports })).default([]),
      egress: z.array(z.object({ to: peers, ports })).default([]),
    }),
  })
  .transform(({ metadata: { name, namespace }, spec }) => {
    const { podSelector, policyTypes, ingress, egress } = spec;
    return {
      name,
      namespace,
      podSelector,
      ingress: policyTypes.includes("Ingress")
        ? ingress.map(({ from, ports }): Edge => ({ peers: from, ports }))
        : undefined,
      egress: policyTypes.includes("Egress")
        ? egress.map(({ to, ports }): Edge => ({ peers: to, ports }))
        : undefined,
    };
  });
export type Policy = z.output<typeof policyForm>;
