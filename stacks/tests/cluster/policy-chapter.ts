import { describe, expect, test } from "vitest";
import { app } from "../../../services/catalogue.ts";
import { declaredWays } from "./edges.ts";
import { connectFrom, type Place, portsOf } from "./inside.ts";
import { openShop } from "./open-shop.ts";
import { type Pod, podsIn, roleOf } from "./pods.ts";
import { probe, probeImage, shop } from "./shop.ts";
import type { WholeCluster } from "./whole.ts";

/** Where nobody listens is tried as well: a closed way swallows packets, an open one refuses. */
const alsoTried = [3_500, 3_501, 8_080, 9_090, 50_001, 50_002];
/** On one machine an open way answers in a millisecond; the rest is for what else it does. */
const patienceMs = 1_500;
const secondPatienceMs = 8_000;
const atOnce = 3;

/** One way from a pod to a port of another. */
interface Way {
  readonly to: string;
  readonly place: Place;
  readonly isDeclared: boolean;
}

/** Who reaches whom: tried from inside of every pod, at every port of every other one. */
export function policyChapter(whole: () => WholeCluster): void {
  describe("policies of the network", () => {
    test("of all ways from all pods, those that services declare are open, and no other", async () => {
      await letStrangerIn(whole());
      const pods = await podsIn(whole().cluster.api);
      const reached = pods.filter((pod) => pod.hasOwnNetwork && pod.isReady);
      const ports = new Map(reached.map((pod) => [pod, portsToTry(pod)]));
      const found = await inTurn(reached, async (from) => {
        const ways = waysFrom(whole().namespaces, from, ports);
        const open = await openOf(from, ways);
        return ways.map((way) => ({ from, way, isOpen: open.has(way) }));
      });
      const open = found.filter(({ isOpen }) => isOpen).length;
      console.info(
        `policies: ${reached.length} pods, ${found.length} ways tried, ${open} of them open`,
      );
      expect(found.flatMap(complaint)).toEqual([]);
      // The tries themselves reach something.
      expect(open).toBeGreaterThan(reached.length);
    });
  });
}

/** Somebody else's pod, in a namespace that nothing is said about. */
async function letStrangerIn({ cluster }: WholeCluster): Promise<void> {
  await cluster.importImages([await probeImage()]);
  await openShop(cluster, [shop, probe("stranger")]);
}

const portsToTry = (pod: Pod): readonly number[] => [...new Set([...portsOf(pod), ...alsoTried])];

function waysFrom(
  namespaces: WholeCluster["namespaces"],
  from: Pod,
  ports: ReadonlyMap<Pod, readonly number[]>,
): readonly Way[] {
  return [...ports]
    .filter(([to]) => to !== from)
    .flatMap(([to, all]) => {
      const declared = declaredWays(app, namespaces, from, to);
      return all.map((port) => ({
        to: `${to.namespace}/${roleOf(to)}:${port}`,
        place: `${to.address}:${port}` as const,
        isDeclared: declared === "any" || declared.includes(port),
      }));
    });
}

/** The ways that are open. A declared one that was silent gets more time before that counts. */
async function openOf(from: Pod, ways: readonly Way[]): Promise<ReadonlySet<Way>> {
  const places = ways.map(({ place }) => place);
  const first = await connectFrom(from, places, patienceMs);
  const isSilent = ({ place }: Way) => first[place] === "silent";
  const late = ways.filter((way) => way.isDeclared && isSilent(way)).map(({ place }) => place);
  const second = late.length === 0 ? {} : await connectFrom(from, late, secondPatienceMs);
  return new Set(ways.filter(({ place }) => (second[place] ?? first[place]) !== "silent"));
}

interface Tried {
  readonly from: Pod;
  readonly way: Way;
  readonly isOpen: boolean;
}

function complaint({ from, way: { to, isDeclared }, isOpen }: Tried): readonly string[] {
  if (isOpen === isDeclared) return [];
  return [`${from.namespace}/${roleOf(from)} ${isOpen ? "reaches" : "does not reach"} ${to}`];
}

/** Some at a time: each pod tries a hundred ways at once. */
async function inTurn(
  pods: readonly Pod[],
  work: (pod: Pod) => Promise<readonly Tried[]>,
): Promise<readonly Tried[]> {
  const waiting = [...pods];
  const all: Tried[] = [];
  const next = async (): Promise<void> => {
    for (let pod = waiting.shift(); pod !== undefined; pod = waiting.shift()) {
      all.push(...(await work(pod)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return all;
}
