import { type Application, publishable } from "../../model/application.ts";
import type { Reach } from "../../model/cluster-environment.ts";
import { stateStoreName } from "../../model/names.ts";
import type { Component } from "../dapr-component.ts";
import type { KafkaUser } from "../kafka-users.ts";
import type { KubernetesObject } from "../kubernetes-object.ts";
import { ofKind } from "../manifests.ts";
import type { NetworkPolicy } from "../network-policy.ts";

/** Who may do what; each kind of object shows a part of it. Lists are sorted. */
export interface Graph {
  readonly calls: readonly string[];
  /** Who reaches the broker, and the store. */
  readonly broker: readonly string[];
  readonly store: readonly string[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

const sorted = (items: Iterable<string>) => [...new Set(items)].sort((a, b) => (a < b ? -1 : 1));

/** What only one of the two says. */
const difference = (a: readonly string[], b: readonly string[]) => [
  ...a.filter((item) => !b.includes(item)),
  ...b.filter((item) => !a.includes(item)),
];

/** The graph as the services declare it, with one topic an event type. */
export function declaredGraph({ services }: Application): Graph {
  const each = (namesOf: (spec: Application["services"][number]) => readonly string[]) =>
    sorted(services.flatMap((spec) => namesOf(spec).map((name) => `${spec.id} ${name}`)));
  const reads = each(({ subscribes }) => subscribes.map(({ topic }) => topic.name));
  const writes = each((spec) => publishable(spec).map(({ name }) => name));
  return {
    calls: each(({ invokes }) => invokes),
    broker: sorted([...reads, ...writes].map((edge) => edge.split(" ")[0] ?? "")),
    store: sorted(services.filter(({ state }) => state.length > 0).map(({ id }) => id)),
    reads,
    writes,
  };
}

/** The graph that packets can take. Calls are those that both ends let through. */
export function networkGraph(
  objects: readonly KubernetesObject[],
  { broker, store }: { readonly broker: Reach; readonly store: Reach },
): Pick<Graph, "calls" | "broker" | "store"> {
  const policies = ofKind(objects, "NetworkPolicy").filter((policy) => subjectOf(policy) !== "");
  const outgoing = policies.flatMap((policy) =>
    (policy.spec.egress ?? []).flatMap(({ to }) =>
      to.flatMap(podOf).map((pod) => `${subjectOf(policy)} ${pod}`),
    ),
  );
  const incoming = policies.flatMap((policy) =>
    (policy.spec.ingress ?? []).flatMap(({ from }) =>
      from.flatMap(podOf).map((pod) => `${pod} ${subjectOf(policy)}`),
    ),
  );
  const reaches = (reach: Reach) =>
    policies.filter((policy) => leadsTo(policy, reach)).map((policy) => subjectOf(policy));
  const oneSided = difference(outgoing, incoming);
  return {
    calls: sorted([...outgoing, ...oneSided.map((edge) => `${edge} (one end only)`)]),
    broker: sorted(reaches(broker)),
    store: sorted(reaches(store)),
  };
}

const nameLabel = "app.kubernetes.io/name";

const subjectOf = ({ spec }: NetworkPolicy) => spec.podSelector.matchLabels?.[nameLabel] ?? "";

type Peer = NonNullable<NetworkPolicy["spec"]["egress"]>[number]["to"][number];

/** A pod of this namespace. */
const podOf = ({ podSelector, namespaceSelector }: Peer): readonly string[] =>
  podSelector && !namespaceSelector ? [podSelector.matchLabels[nameLabel] ?? "?"] : [];

/** Whether a way of the policy is one to this place, by one of its own ports. */
const leadsTo = ({ spec }: NetworkPolicy, reach: Reach) =>
  (spec.egress ?? []).some(
    ({ to, ports }) =>
      to.some((peer) => isIn(peer, reach)) &&
      // A range of ports is for those whom nobody knows.
      ports.some(({ port, endPort }) => endPort === undefined && reach.ports.includes(port)),
  );

function isIn({ namespaceSelector, ipBlock }: Peer, reach: Reach): boolean {
  switch (reach.kind) {
    case "namespace":
      return Object.values(namespaceSelector?.matchLabels ?? {}).includes(reach.namespace);
    case "addresses":
      return reach.blocks.some((block) => block === ipBlock?.cidr);
    case "internet":
      return ipBlock?.cidr === "0.0.0.0/0" && ipBlock.except !== undefined;
    default:
      return reach satisfies never;
  }
}

/** The graph of Dapr's scopes, over all pub/sub components. */
export function scopesGraph(objects: readonly KubernetesObject[]): Omit<Graph, "calls"> {
  const components = ofKind(objects, "Component");
  const pubsubs = components.filter(({ spec }) => spec.type.startsWith("pubsub."));
  const scope = (name: string) => sorted(pubsubs.flatMap((each) => scopedTopics(each, name)));
  const reads = scope("subscriptionScopes");
  const read = ofKind(objects, "Subscription").flatMap(({ spec, scopes }) =>
    scopes.map((id) => `${id} ${spec.topic}`),
  );
  const unread = difference(reads, read);
  return {
    broker: sorted(pubsubs.flatMap(({ scopes }) => scopes)),
    store: sorted(
      components
        .filter(({ metadata }) => metadata.name === stateStoreName)
        .flatMap(({ scopes }) => scopes),
    ),
    reads: [...reads, ...unread.map((edge) => `${edge} (scope or subscription only)`)],
    writes: scope("publishingScopes"),
  };
}

/** `a=x,y;b=` as pairs. */
function scopedTopics({ spec }: Component, name: string): readonly string[] {
  const entry = spec.metadata.find((each) => each.name === name);
  const text = entry && "value" in entry ? entry.value : "";
  return text.split(";").flatMap((part) => {
    const [id = "", topics = ""] = part.split("=");
    return topics === "" ? [] : topics.split(",").map((topic) => `${id} ${topic}`);
  });
}

/** The graph of Dapr's access control. */
export const accessGraph = (objects: readonly KubernetesObject[]): Pick<Graph, "calls"> => ({
  calls: sorted(
    ofKind(objects, "Configuration").flatMap(({ metadata, spec }) =>
      (spec.accessControl.policies ?? []).map(({ appId }) => `${appId} ${metadata.name}`),
    ),
  ),
});

/** The graph of the broker's own permissions. */
export function brokerGraph(
  users: readonly KafkaUser[],
): Pick<Graph, "broker" | "reads" | "writes"> {
  const topics = (operation: "read" | "write") =>
    sorted(
      users.flatMap(({ name, allowed }) =>
        allowed
          .filter(
            ({ resource, operations }) => resource === "topic" && operations.includes(operation),
          )
          .map((permission) => `${name} ${permission.name}`),
      ),
    );
  return {
    broker: sorted(users.map(({ name }) => name)),
    reads: topics("read"),
    writes: topics("write"),
  };
}
