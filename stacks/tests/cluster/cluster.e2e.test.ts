import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cluster } from "../../../infra/kubernetes/cluster.ts";
import { down } from "../../../infra/kubernetes/down.ts";
import { up } from "../../../infra/kubernetes/up.ts";
import { clusterPrograms } from "../../cluster-programs.ts";
import { machineState } from "./machine-state.ts";
import { addressOf, asked, openShop, readiness } from "./open-shop.ts";
import { claim, policy, probe, probeImage, service, shop } from "./shop.ts";

const name = `t${process.pid}`;
const { signal } = new AbortController();
const said: string[] = [];
const report = (line: string) => said.push(line);
const canHaveNodes = process.platform === "linux" && process.getuid?.() === 0;

// Only root may make networks and mounts.
describe.runIf(canHaveNodes)("a real Kubernetes on this machine", () => {
  const base = mkdtempSync(join(tmpdir(), "nudge-clusters-"));
  const before = machineState(name);
  let cluster: Cluster;
  /** What a pod answers to this machine, which no policy is about until one names it. */
  const ask = (pod: string, query = "") => asked(cluster, pod, query);
  const byName = "?url=http://server.shop.svc.cluster.local/";
  const isSoon = (what: () => Promise<string>, expected: RegExp) =>
    expect.poll(what, { interval: 50, timeout: 15_000 }).toMatch(expected);

  beforeAll(async () => {
    const programs = await clusterPrograms(report, signal);
    const images = [await probeImage()];
    cluster = await up({ name, nodes: 1, base, programs, images, report, signal });
    const objects = [shop, service("server"), probe("server"), probe("client"), probe("stranger")];
    await openShop(cluster, objects);
    process.stdout.write(`${said.join("\n")}\n`);
  });

  afterAll(async () => {
    await down(base, name);
    rmSync(base, { recursive: true });
  });

  test("a pod reaches another by the name of its service", async () => {
    await isSoon(() => ask("client", byName), /^I am server$/);
  });

  test("a service of type LoadBalancer has an address that this machine reaches", async () => {
    await cluster.api.apply(service("server", "LoadBalancer"));
    const address = cluster.addresses.balancer(0);
    const answer = async () => {
      const response = await fetch(`http://${address}/`, { signal: AbortSignal.timeout(1_000) });
      return response.text();
    };
    await isSoon(() => answer().catch(String), /^I am server$/);
  });

  test("a policy that allows nothing blocks both directions, also to the node itself", async () => {
    const api = `?host=${cluster.addresses.node(0)}&port=6443`;
    const server = `?host=${await addressOf(cluster, "server")}&port=8080`;
    expect(await ask("client", api)).toBe("connected");
    expect(await ask("client", server)).toBe("connected");
    // Egress alone, so that this machine may still ask the pods what they reach.
    await cluster.api.apply(policy("deny", { podSelector: {}, policyTypes: ["Egress"] }));
    await isSoon(() => ask("client", server), /nobody answers/);
    expect(await ask("client", api)).toContain("nobody answers");
    expect(await ask("client", byName)).toContain("failed");
  });

  test("edges that policies name are open for whom they name, and for nobody else", async () => {
    const fromHere = { from: [{ ipBlock: { cidr: `${cluster.addresses.host}/32` } }] };
    const client = { podSelector: { matchLabels: { app: "client" } } };
    await cluster.api.apply(
      policy("names", {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: [
          {
            to: [
              { namespaceSelector: {}, podSelector: { matchLabels: { "k8s-app": "kube-dns" } } },
            ],
            ports: [{ protocol: "UDP", port: "dns" }],
          },
        ],
      }),
    );
    await cluster.api.apply(
      policy("to-server", {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: [{ to: [{ podSelector: { matchLabels: { app: "server" } } }] }],
      }),
    );
    await isSoon(() => ask("stranger", byName), /^I am server$/);
    await cluster.api.apply(
      policy("into-server", {
        podSelector: { matchLabels: { app: "server" } },
        policyTypes: ["Ingress"],
        ingress: [{ from: [client], ports: [{ port: "http" }] }, fromHere],
      }),
    );
    await isSoon(() => ask("stranger", byName), /^failed/);
    expect(await ask("client", byName)).toBe("I am server");
    // The node's own probes are nobody's to forbid.
    expect(await readiness(cluster, "server")).toBe("True");
  });

  test("a claim gets a volume that a pod without rights can write", async () => {
    await openShop(cluster, [claim("data"), probe("keeper", { claim: "data" })]);
    expect(await ask("keeper", "?file=/data/x")).toBe("kept");
  });

  test("what pods use is measured", async () => {
    const path = "/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods/server";
    const measured = () => cluster.api.get(path).catch(String);
    await expect.poll(measured, { interval: 200, timeout: 60_000 }).toContain('"memory"');
  });

  test("a second up gives the same cluster", async () => {
    const programs = await clusterPrograms(report, signal);
    const again = await up({ name, nodes: 1, base, programs, report, signal });
    expect(again.kubeconfig).toBe(cluster.kubeconfig);
    const other = up({ name, nodes: 2, base, programs, report, signal });
    await expect(other).rejects.toThrow(`--nodes 2: ${name} runs with 1`);
  });

  test("down leaves nothing", async () => {
    const begin = performance.now();
    expect(await down(base, name)).toBe("ended");
    const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
    process.stdout.write(`down: ${seconds} s\n`);
    expect(machineState(name)).toEqual(before);
    expect(readdirSync(base)).toEqual([]);
    expect(await down(base, name)).toBe("absent");
  });
});
