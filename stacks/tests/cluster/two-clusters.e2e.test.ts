import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cluster } from "../../../infra/kubernetes/cluster.ts";
import { down } from "../../../infra/kubernetes/down.ts";
import { statusIn } from "../../../infra/kubernetes/status.ts";
import { up } from "../../../infra/kubernetes/up.ts";
import { clusterPrograms } from "../../cluster-programs.ts";
import { machineState } from "./machine-state.ts";
import { asked, openShop, readyIn } from "./open-shop.ts";
import { probe, probeImage, service, shop } from "./shop.ts";

const pair = `p${process.pid}`;
const killed = `k${process.pid}`;
const { signal } = new AbortController();
const report = () => undefined;
const canHaveNodes = process.platform === "linux" && process.getuid?.() === 0;

describe.runIf(canHaveNodes)("clusters beside each other", () => {
  const base = mkdtempSync(join(tmpdir(), "nudge-clusters-"));
  const before = machineState(pair);
  let cluster: Cluster;

  beforeAll(async () => {
    const programs = await clusterPrograms(report, signal);
    const images = [await probeImage()];
    cluster = await up({ name: pair, nodes: 2, base, programs, images, report, signal });
  });

  afterAll(async () => {
    await down(base, killed);
    await down(base, pair);
    rmSync(base, { recursive: true });
  });

  test("pods of two nodes reach each other", async () => {
    const [first, second] = cluster.nodes;
    await openShop(cluster, [
      shop,
      service("far"),
      probe("near", { nodeName: first }),
      probe("far", { nodeName: second }),
    ]);
    await expect
      .poll(() => asked(cluster, "near", "?url=http://far.shop.svc.cluster.local/"))
      .toBe("I am far");
  });

  test("a node that is cut off is not ready, and is again when it is joined", async () => {
    const state = async () => readyIn(await cluster.api.get(`/api/v1/nodes/${cluster.nodes[1]}`));
    const within = { interval: 100, timeout: 30_000 };
    await cluster.partition(1, "down");
    await expect.poll(state, within).toBe("Unknown");
    await cluster.partition(1, "up");
    await expect.poll(state, within).toBe("True");
  });

  test("what kill -9 of `up` left is taken away by `down`, and the neighbour stays", async () => {
    const before = machineState(killed);
    const begin = join(import.meta.dirname, "begin.ts");
    const child = spawn(process.execPath, [begin, killed, base], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes("node is Ready")) break;
    }
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    expect(statusIn(base).find(({ name }) => name === killed)?.state).toBe("left behind");
    expect(machineState(killed).processes).not.toEqual([]);
    expect(await down(base, killed)).toBe("ended");
    expect(machineState(killed)).toEqual(before);
    expect(statusIn(base)).toMatchObject([{ name: pair, nodes: 2, state: "runs" }]);
    expect(await cluster.api.get("/readyz")).toBe("ok");
  });

  test("the end of both leaves nothing", async () => {
    await down(base, pair);
    expect(machineState(pair)).toEqual(before);
  });
});
