import { type Application, callersOf } from "../model/application.ts";
import type { ClusterEnvironment, Reach } from "../model/cluster-environment.ts";
import { daprPorts } from "../model/dapr-ports.ts";
import type { ServiceSpec } from "../model/service.ts";
import { readsSecretsOf } from "./account.ts";
import { usesBroker } from "./dapr-pubsub.ts";
import { usesState } from "./dapr-state-store.ts";
import {
  type KubernetesObject,
  metadataOf,
  selectorOf,
  sidecarLabel,
  tcp,
} from "./kubernetes-object.ts";
import { servicePort } from "./pod-life.ts";

export interface NetworkPolicy extends KubernetesObject {
  readonly kind: "NetworkPolicy";
  readonly spec: {
    readonly podSelector: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly policyTypes: readonly ("Ingress" | "Egress")[];
    readonly ingress?: readonly { readonly from: readonly Peer[]; readonly ports: Ports }[];
    readonly egress?: readonly Way[];
  };
}

interface Way {
  readonly to: readonly Peer[];
  readonly ports: Ports;
}

interface Peer {
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

type Ports = readonly {
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
  readonly endPort?: number;
}[];

/** A sidecar without any one of these never becomes ready (seen on Dapr 1.18). */
const controlPlane = {
  "dapr-sentry": daprPorts.sentry,
  "dapr-operator": daprPorts.operator,
  "dapr-placement-server": daprPorts.placement,
  "dapr-scheduler-server": daprPorts.scheduler,
};
const httpsPort = 443;
/** Servers that people name themselves stand at any port that is for the web, or for nobody. */
const webPorts = [tcp(80), tcp(httpsPort), { ...tcp(1_024), endPort: 65_535 }];

/** Nothing goes in or out, but for what other policies let through. */
export const denyAll = (): NetworkPolicy => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "deny-all" },
  spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
});

/** What every sidecar needs to start: names, its identity, its configuration, jobs. */
export const sidecarPolicy = ({ network }: ClusterEnvironment): NetworkPolicy => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "sidecars" },
  spec: {
    podSelector: { matchLabels: sidecarLabel },
    policyTypes: ["Egress"],
    egress: [
      wayTo(network.names, ["TCP", "UDP"]),
      ...Object.entries(controlPlane).map(([app, port]) =>
        wayTo({
          kind: "namespace",
          namespace: network.controlPlane,
          labels: { app },
          ports: [port],
        }),
      ),
    ],
  },
});

/** The edges of one service: exactly those that it and its callers declare. */
export function servicePolicy(
  app: Application,
  spec: ServiceSpec,
  environment: ClusterEnvironment,
): NetworkPolicy {
  const ingress = waysIn(app, spec, environment);
  const egress = waysOut(spec, environment);
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: metadataOf(spec.id),
    spec: {
      podSelector: { matchLabels: selectorOf(spec.id) },
      policyTypes: ["Ingress", "Egress"],
      ...(ingress.length > 0 ? { ingress } : {}),
      ...(egress.length > 0 ? { egress } : {}),
    },
  };
}

function waysIn(app: Application, spec: ServiceSpec, { network, monitoring }: ClusterEnvironment) {
  const callers = callersOf(app, spec.id);
  const from = (namespace: string, ports: readonly number[]) => ({
    from: [namespacePeer(namespace)],
    ports: ports.map(tcp),
  });
  return [
    ...(callers.length > 0
      ? [{ from: callers.map(podPeer), ports: [tcp(daprPorts.sidecar.peer)] }]
      : []),
    ...(spec.exposes.kind === "nothing" ? [] : [from(network.entrance, [servicePort])]),
    ...(monitoring === "off"
      ? []
      : [from(monitoring.namespace, [servicePort, daprPorts.sidecar.metrics])]),
  ];
}

function waysOut(spec: ServiceSpec, environment: ClusterEnvironment): readonly Way[] {
  const { network, broker, stateStore } = environment;
  const outputs = spec.bindings.flatMap(({ name }) => network.outputs[name] ?? []);
  const needed: readonly (Reach | false)[] = [
    broker.kind !== "runtime" && usesBroker(spec) && network.broker,
    stateStore.kind !== "runtime" && usesState(spec) && network.stateStore,
    network.tracing !== "off" && network.tracing,
    readsSecretsOf(spec, environment) && network.api,
    ...outputs,
  ];
  const peers = { to: spec.invokes.map(podPeer), ports: [tcp(daprPorts.sidecar.peer)] };
  return [
    ...(spec.invokes.length > 0 ? [peers] : []),
    ...needed.filter((reach) => reach !== false).map((reach) => wayTo(reach)),
    ...outside(spec),
  ];
}

/** A policy knows addresses and no names: the service's own client holds to the names. */
function outside({ egress: { hosts } }: ServiceSpec): readonly Way[] {
  if (hosts.length === 0) return [];
  return [{ to: publicPeers, ports: hosts.includes("*") ? webPorts : [tcp(httpsPort)] }];
}

const wayTo = (reach: Reach, protocols: readonly ("TCP" | "UDP")[] = ["TCP"]): Way => ({
  to: peersOf(reach),
  ports: protocols.flatMap((protocol) => reach.ports.map((port) => ({ protocol, port }))),
});

/** The Internet without what it never means: addresses of machines and neighbours. */
const publicPeers: readonly Peer[] = [
  {
    ipBlock: {
      cidr: "0.0.0.0/0",
      except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
    },
  },
  { ipBlock: { cidr: "::/0", except: ["fc00::/7", "fe80::/10"] } },
];

function peersOf(reach: Reach): readonly Peer[] {
  switch (reach.kind) {
    case "namespace":
      return [
        {
          ...namespacePeer(reach.namespace),
          ...(reach.labels ? { podSelector: { matchLabels: reach.labels } } : {}),
        },
      ];
    case "addresses":
      return reach.blocks.map((cidr) => ({ ipBlock: { cidr } }));
    case "internet":
      return publicPeers;
    default:
      return reach satisfies never;
  }
}

const podPeer = (id: string): Peer => ({ podSelector: { matchLabels: selectorOf(id) } });

const namespacePeer = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
