import type { Edge, Namespace, Peer, Pod, Policy, PolicyPort } from "./parsed.ts";
import { selects } from "./selector.ts";

/** What policies depend on: everything in the cluster that they can name. */
export interface World {
  readonly pods: readonly Pod[];
  readonly namespaces: readonly Namespace[];
  readonly policies: readonly Policy[];
}

type Direction = "ingress" | "egress";

const table = "nudge-policy";

/**
 * The rules of a node's filter (nftables) that let through what policies allow. Every packet between
 * pods passes `forward`, and one from a pod to the node itself `input`. What the node itself sends,
 * such as probes, passes neither.
 *
 * Only the first direction of a connection is asked, but each packet of it: a new policy also ends
 * connections that stand.
 */
export function rulesOf(world: World): string {
  const egress = chainsOf(world, "egress");
  const ingress = chainsOf(world, "ingress");
  const itself = world.pods.map(({ address }) => `${address} . ${address}`);
  return [
    // It must be there to be deleted; with both lines it is replaced in one step.
    `table ip ${table}`,
    `delete table ip ${table}`,
    `table ip ${table} {`,
    ...[...egress, ...ingress].flatMap(({ name, lines }) => [
      `  chain ${name} {`,
      ...lines.map((line) => `    ${line}`),
      "    counter drop",
      "  }",
    ]),
    "  chain forward {",
    "    type filter hook forward priority 10; policy accept;",
    ...answers,
    // A pod may always reach itself, also by its service.
    ...(itself.length === 0 ? [] : [`    ip saddr . ip daddr { ${itself.join(", ")} } accept`]),
    ...jumps(egress, "saddr"),
    ...jumps(ingress, "daddr"),
    "  }",
    "  chain input {",
    "    type filter hook input priority 10; policy accept;",
    ...answers,
    ...jumps(egress, "saddr"),
    "  }",
    "}",
    "",
  ].join("\n");
}

const answers = ["    ct direction reply accept", "    ct state related accept"];

interface Chain {
  readonly name: string;
  readonly address: string;
  readonly lines: readonly string[];
}

const jumps = (chains: readonly Chain[], side: "saddr" | "daddr"): readonly string[] => {
  const verdicts = chains.map(({ address, name }) => `${address} : jump ${name}`);
  return verdicts.length === 0 ? [] : [`    ip ${side} vmap { ${verdicts.join(", ")} }`];
};

/** One chain for each pod that a policy is about; a pod without one is not asked. */
const chainsOf = (world: World, direction: Direction): readonly Chain[] =>
  world.pods.flatMap((pod) => {
    const policies = world.policies.filter(
      (policy) =>
        policy[direction] !== undefined &&
        policy.namespace === pod.namespace &&
        selects(policy.podSelector, pod.labels),
    );
    if (policies.length === 0) return [];
    const lines = policies.flatMap((policy) =>
      (policy[direction] ?? []).flatMap((edge) => linesOf(edge, { world, pod, policy, direction })),
    );
    const name = `${direction}-${pod.address.replaceAll(".", "-")}`;
    return [{ name, address: pod.address, lines: sorted([...new Set(lines)]) }];
  });

interface About {
  readonly world: World;
  readonly pod: Pod;
  readonly policy: Policy;
  readonly direction: Direction;
}

/** The other end of an edge: what a packet must say, and the pods that are meant, if any are. */
interface End {
  readonly match: string;
  readonly pods: readonly Pod[];
}

function linesOf({ peers, ports }: Edge, about: About): readonly string[] {
  const { direction, world, pod } = about;
  // A packet that leaves has still to be let in: only the last to be asked accepts it.
  const verdict = direction === "egress" ? "return" : "accept";
  const ends: readonly End[] =
    peers.length === 0
      ? [{ match: "", pods: world.pods }]
      : peers.flatMap((peer) => endsOf(peer, about));
  if (ports.length === 0) return ends.map(({ match }) => line(match, verdict));
  return ports.flatMap((port) => {
    if (typeof port.port !== "string") {
      return ends.map(({ match }) => line(match, numbered(port), verdict));
    }
    // A name means a port of the pod that is reached, and each may number it otherwise.
    if (direction === "ingress") {
      return named(pod, port).flatMap((number) =>
        ends.map(({ match }) => line(match, number, verdict)),
      );
    }
    return ends
      .flatMap(({ pods }) => pods)
      .flatMap((other) =>
        named(other, port).map((number) => line(`ip daddr ${other.address}`, number, verdict)),
      );
  });
}

const line = (...parts: readonly string[]): string => parts.filter((each) => each !== "").join(" ");

function endsOf(
  { ipBlock, namespaceSelector, podSelector }: Peer,
  { world, policy, direction }: About,
): readonly End[] {
  const side = direction === "ingress" ? "ip saddr" : "ip daddr";
  if (ipBlock !== undefined) {
    const { cidr } = ipBlock;
    // Pods have addresses of the fourth version alone: a block of the sixth means none of them.
    if (isSixth(cidr)) return [];
    const except = ipBlock.except.filter((each) => !isSixth(each));
    const without = except.length === 0 ? "" : `${side} != { ${except.join(", ")} }`;
    return [{ match: line(`${side} ${cidr}`, without), pods: [] }];
  }
  const isMeant = (namespace: string): boolean =>
    namespaceSelector === undefined
      ? namespace === policy.namespace
      : world.namespaces.some(
          ({ name, labels }) => name === namespace && selects(namespaceSelector, labels),
        );
  const pods = world.pods.filter(
    (pod) =>
      isMeant(pod.namespace) && (podSelector === undefined || selects(podSelector, pod.labels)),
  );
  const addresses = sorted(pods.map(({ address }) => address));
  return pods.length === 0 ? [] : [{ match: `${side} { ${addresses.join(", ")} }`, pods }];
}

const isSixth = (cidr: string): boolean => cidr.includes(":");

function numbered({ protocol, port, endPort }: PolicyPort): string {
  const word = protocol.toLowerCase();
  if (port === undefined) return `meta l4proto ${word}`;
  return `${word} dport ${port}${endPort === undefined ? "" : `-${endPort}`}`;
}

const named = ({ ports }: Pod, { port, protocol }: PolicyPort): readonly string[] =>
  ports
    .filter((each) => each.name === port && each.protocol === protocol)
    .map(({ number }) => `${protocol.toLowerCase()} dport ${number}`);

/** Always the same rules for the same world: the table is rewritten only when something changed. */
const sorted = (texts: readonly string[]): readonly string[] =>
  texts.toSorted((a, b) => (a < b ? -1 : 1));
