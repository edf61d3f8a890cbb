import { describe, expect, test } from "vitest";
import { z } from "zod";
import { note } from "./figures.ts";
import { processesWhere, toldOf } from "./machine-processes.ts";
import { cpuMilliOf, mebibytesOf } from "./quantity.ts";
import type { WholeCluster } from "./whole.ts";

const section = "At rest";
const withinMs = { timeout: 90_000, interval: 1_000 };

const requests = z.object({ cpu: z.string().default("0"), memory: z.string().default("0") });
const container = z.object({
  restartPolicy: z.string().default(""),
  resources: z.object({ requests: requests.prefault({}) }).prefault({}),
});
const podsForm = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ namespace: z.string() }),
      spec: z.object({
        containers: z.array(container),
        // Of these, sidecars stay.
        initContainers: z.array(container).default([]),
      }),
    }),
  ),
});
const usageForm = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ namespace: z.string() }),
      containers: z.array(z.object({ usage: requests })),
    }),
  ),
});

interface Amount {
  readonly cpuMilli: number;
  readonly mebibytes: number;
}
type ByNamespace = ReadonlyMap<string, Amount>;

/** What everything takes while nobody asks for anything. */
export function restChapter(whole: () => WholeCluster): void {
  describe("at rest", () => {
    test("everything together asks for no more than the machine it is meant for has", async () => {
      const { cluster, environment } = whole();
      const asked = requestsIn(await cluster.api.get("/api/v1/pods"));
      const used = await usageOf(whole(), asked);
      for (const [namespace, { cpuMilli, mebibytes }] of asked) {
        const now = used.get(namespace) ?? { cpuMilli: 0, mebibytes: 0 };
        noteAmount(`${namespace}: requests`, { cpuMilli, mebibytes });
        noteAmount(`${namespace}: usage`, now);
      }
      noteAmount("Kubernetes itself: usage", { mebibytes: programsOf(whole()) });
      const { budget } = environment;
      if (budget.kind !== "machine") throw new Error("the stack is for a machine of some size");
      const all = sumOf([...asked.values()]);
      noteAmount("all pods: requests", all, budget);
      noteAmount("all pods: usage", sumOf([...used.values()]));
      expect(all.cpuMilli).toBeLessThanOrEqual(budget.cpuMilli);
      expect(all.mebibytes).toBeLessThanOrEqual(budget.memoryMiB);
    });
  });
}

/** What metrics-server says, when it has seen every namespace. */
async function usageOf({ cluster }: WholeCluster, asked: ByNamespace): Promise<ByNamespace> {
  let used: ByNamespace = new Map();
  const isComplete = async () => {
    used = usageIn(await cluster.api.get("/apis/metrics.k8s.io/v1beta1/pods"));
    return [...asked.keys()].every((namespace) => used.has(namespace));
  };
  await expect.poll(isComplete, withinMs).toBe(true);
  return used;
}

const requestsIn = (text: string): ByNamespace =>
  byNamespace(
    podsForm.parse(JSON.parse(text)).items.map(({ metadata: { namespace }, spec }) => {
      const stay = spec.initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
      const all = [...stay, ...spec.containers].map(({ resources }) => resources.requests);
      return [namespace, all] as const;
    }),
  );

const usageIn = (text: string): ByNamespace =>
  byNamespace(
    usageForm
      .parse(JSON.parse(text))
      .items.map(({ metadata: { namespace }, containers }) => [
        namespace,
        containers.map(({ usage }) => usage),
      ]),
  );

type Quantities = readonly z.output<typeof requests>[];

function byNamespace(pods: readonly (readonly [string, Quantities])[]): ByNamespace {
  const groups = Map.groupBy(pods, ([namespace]) => namespace);
  return new Map(
    [...groups].map(([namespace, each]) => {
      const all = each.flatMap(([, quantities]) => quantities);
      return [
        namespace,
        sumOf(
          all.map(({ cpu, memory }) => ({
            cpuMilli: cpuMilliOf(cpu),
            mebibytes: mebibytesOf(memory),
          })),
        ),
      ];
    }),
  );
}

const sumOf = (all: readonly Amount[]): Amount => ({
  cpuMilli: all.reduce((sum, { cpuMilli }) => sum + cpuMilli, 0),
  mebibytes: all.reduce((sum, { mebibytes }) => sum + mebibytes, 0),
});

function noteAmount(
  name: string,
  { cpuMilli, mebibytes }: Partial<Amount>,
  atMost?: { readonly cpuMilli: number; readonly memoryMiB: number },
): void {
  const target = (value: number | undefined) =>
    value === undefined ? {} : { target: { kind: "at most" as const, value } };
  if (cpuMilli !== undefined) {
    const figure = { name: `${name}, CPU`, value: cpuMilli, unit: "millicores" };
    note(section, { ...figure, ...target(atMost?.cpuMilli) });
  }
  if (mebibytes !== undefined) {
    const figure = { name: `${name}, memory`, value: mebibytes, unit: "MiB" };
    note(section, { ...figure, ...target(atMost?.memoryMiB) });
  }
}

const bytesPerMebibyte = 1 << 20;
const bytesPerPage = 4_096;

/** Memory of the programs that make the cluster, what they share counted once for each. */
function programsOf({ cluster }: WholeCluster): number {
  const group = new RegExp(`/nudge-${cluster.name}-\\w+/daemons`);
  const pages = processesWhere((each) => group.test(toldOf(each, "cgroup"))).map((each) =>
    Number(toldOf(each, "statm").split(" ")[1] ?? 0),
  );
  return (pages.reduce((sum, each) => sum + each, 0) * bytesPerPage) / bytesPerMebibyte;
}
