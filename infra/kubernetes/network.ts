import type { Addresses } from "./addresses.ts";
import { command } from "./command.ts";
import type { Namespaces } from "./namespaces.ts";

/** The one thing of a cluster that stands in this machine's own network: the end of a cable. */
export const cableOf = (index: number): string => `nudge${index}`;

/** The table of ways that is asked first for what comes by the cable. Any number nobody has. */
const returning = 100;

/**
 * Lays the net: a switch, a cable from it to this machine and one to each node. All of it hangs on
 * the switch's namespace and the nodes', and goes with them.
 */
export async function layNetwork(
  index: number,
  addresses: Addresses,
  lan: Namespaces,
  nodes: readonly Namespaces[],
): Promise<void> {
  const cable = cableOf(index);
  const node = (at: number) => addresses.node(at);
  await batch(command, [
    `link add ${cable} type veth peer name here netns ${lan.holder}`,
    ...nodes.map(
      ({ holder }, at) =>
        `link add eth0 netns ${holder} type veth peer name n${at} netns ${lan.holder}`,
    ),
    `addr add ${addresses.host}/24 dev ${cable}`,
    `link set ${cable} up`,
    // Pods and services are reached by the first node, which knows the others.
    `route add ${addresses.whole} via ${node(0)} dev ${cable}`,
  ]);
  await batch(lan.run, [
    "link add lan type bridge",
    ...["here", ...nodes.map((_, at) => `n${at}`)].flatMap((end) => [
      `link set ${end} master lan`,
      `link set ${end} up`,
    ]),
    "link set lan up",
  ]);
  await Promise.all(
    nodes.map(async ({ run }, at) => {
      await batch(run, [
        "link set lo up",
        `addr add ${node(at)}/24 dev eth0`,
        "link set eth0 up",
        `route add default via ${addresses.host}`,
        // A service that nobody has is said to be so, and not sent back where it came from. Only to
        // others: the node's own packets need a way before they get the address of a pod.
        `rule add iif eth0 table ${returning}`,
        ...[addresses.services, addresses.balancers].map(
          (range) => `route add unreachable ${range} table ${returning}`,
        ),
        ...nodes.flatMap((_, other) =>
          other === at ? [] : [`route add ${addresses.podsOf(other)} via ${node(other)}`],
        ),
      ]);
      await run("sh", ["-c", "echo 1 >/proc/sys/net/ipv4/ip_forward"]);
    }),
  );
}

/** Cuts a node off from everybody else, or joins it again. */
export const setCable = (lan: Namespaces, at: number, state: "up" | "down"): Promise<void> =>
  batch(lan.run, [`link set n${at} ${state}`]);

const batch = async (run: Namespaces["run"], lines: readonly string[]): Promise<void> => {
  await run("ip", ["-batch", "-"], lines.map((line) => `${line}\n`).join(""));
};
