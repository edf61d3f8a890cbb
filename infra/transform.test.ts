import { Provider } from "@pulumi/kubernetes";
import { output, runtime } from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { IngressController } from "./ingress/ingress.ts";
import { Monitoring } from "./monitoring/monitoring.ts";
import { makeStateStore } from "./stores/state-store.ts";

/** What was asked of the engine. */
const registered: runtime.MockResourceArgs[] = [];
const inputsOf = (name: string, type: string): unknown =>
  registered.find((each) => each.name === name && each.type.endsWith(type))?.inputs;

beforeAll(async () => {
  await runtime.setMocks({
    newResource(args) {
      registered.push(args);
      return { id: args.name, state: args.inputs };
    },
    call: ({ inputs }) => inputs,
  });
  const provider = new Provider("elsewhere", { kubeconfig: "" });
  await makeStateStore(
    "store",
    { kind: "digitalocean-postgresql", size: "s", nodes: 2 },
    {
      provider,
      namespace: "stores",
      surroundings: { cloud: "digitalocean", region: "fra1", network: output("a-network") },
      password: "p",
      transform: { digitalOcean: (args) => ({ ...args, tags: ["ours"] }) },
    },
  );
  new IngressController("entrance", {
    provider,
    namespace: "ingress",
    className: "gate",
    redundancy: "one",
    loadBalancer: {},
    doors: "plain",
    transform: { release: (args) => ({ ...args, timeout: 42 }) },
  });
  new Monitoring("monitoring", {
    provider,
    namespace: "monitoring",
    controlPlane: "dapr-system",
    redundancy: "one",
    metrics: { keptFor: "3d", volume: "none" },
    password: "p",
    transform: { tracing: (args) => ({ ...args, metadata: { name: "zipkin", labels: {} } }) },
  });
  await runtime.disconnect();
});

describe("the side door", () => {
  test.each<[string, string, string, object]>([
    ["a database", "state-store", ":DatabaseCluster", { tags: ["ours"], nodeCount: 2 }],
    ["a chart", "entrance-controller", ":Release", { timeout: 42, chart: "traefik" }],
    ["a server", "zipkin", ":Deployment", { metadata: { name: "zipkin", labels: {} } }],
  ])("of %s changes what is said, and leaves the rest", (_, name, type, wanted) => {
    expect(inputsOf(name, type)).toMatchObject(wanted);
  });
});

test("Grafana's password is a secret, and in no chart's values", () => {
  const login = JSON.stringify(inputsOf("grafana-login", ":Secret"));
  expect(login).toContain('"password"');
  expect(JSON.stringify(inputsOf("monitoring-release", ":Release"))).not.toContain('"p"');
});
