import { describe, expect, test } from "vitest";
import { namespaceForm, podForm, policyForm } from "./parsed.ts";
import { rulesOf, type World } from "./rules.ts";

const given = (policies: readonly unknown[], more: readonly unknown[] = []): World => ({
  namespaces: [
    namespaceForm.parse({ metadata: { name: "shop", labels: { team: "sales" } } }),
    namespaceForm.parse({ metadata: { name: "system" } }),
  ],
  pods: [
    pod("shop", "10.0.0.1", { app: "till" }, [{ name: "http", containerPort: 8080 }]),
    pod("shop", "10.0.0.2", { app: "store" }, [{ name: "http", containerPort: 9090 }]),
    pod("system", "10.0.0.9", { app: "names" }, [
      { name: "dns", containerPort: 5353, protocol: "UDP" },
    ]),
    ...more,
  ].flatMap((each) => podForm.parse(each) ?? []),
  policies: policies.map((spec, at) =>
    policyForm.parse({ metadata: { name: `p${at}`, namespace: "shop" }, spec }),
  ),
});

const pod = (
  namespace: string,
  podIP: string,
  labels: Readonly<Record<string, string>>,
  ports: readonly unknown[] = [],
) => ({
  metadata: { name: podIP, namespace, labels },
  spec: { containers: [{ ports }] },
  status: { podIP, phase: "Running" },
});

/** What a chain lets through, or nothing when there is no such chain. */
function chain(world: World, name: string): readonly string[] | undefined {
  const lines = rulesOf(world).split("\n");
  const begin = lines.indexOf(`  chain ${name} {`);
  if (begin < 0) return undefined;
  return lines.slice(begin + 1, lines.indexOf("  }", begin)).map((line) => line.trim());
}
const drop = "counter drop";
const till = { matchLabels: { app: "till" } };
const store = { matchLabels: { app: "store" } };

test("without a policy nobody is asked", () => {
  expect(rulesOf(given([]))).toBe(`table ip nudge-policy
delete table ip nudge-policy
table ip nudge-policy {
  chain forward {
    type filter hook forward priority 10; policy accept;
    ct direction reply accept
    ct state related accept
    ip saddr . ip daddr { 10.0.0.1 . 10.0.0.1, 10.0.0.2 . 10.0.0.2, 10.0.0.9 . 10.0.0.9 } accept
  }
  chain input {
    type filter hook input priority 10; policy accept;
    ct direction reply accept
    ct state related accept
  }
}
`);
});

describe("a policy that names no edge", () => {
  const denied = given([{ podSelector: {}, policyTypes: ["Ingress", "Egress"] }]);

  test("closes both directions of each pod of its namespace, and of no other", () => {
    for (const each of ["ingress-10-0-0-1", "egress-10-0-0-1", "ingress-10-0-0-2"]) {
      expect(chain(denied, each)).toEqual([drop]);
    }
    expect(chain(denied, "ingress-10-0-0-9")).toBeUndefined();
    expect(rulesOf(denied)).toContain(
      "ip saddr vmap { 10.0.0.1 : jump egress-10-0-0-1, 10.0.0.2 : jump egress-10-0-0-2 }",
    );
  });

  test("also closes the way from a pod to the node, and not that from the node to a pod", () => {
    expect(chain(denied, "input")).toEqual([
      "type filter hook input priority 10; policy accept;",
      "ct direction reply accept",
      "ct state related accept",
      "ip saddr vmap { 10.0.0.1 : jump egress-10-0-0-1, 10.0.0.2 : jump egress-10-0-0-2 }",
    ]);
  });

  test("closes only what comes in when it does not say which direction it means", () => {
    const world = given([{ podSelector: till }]);
    expect(chain(world, "ingress-10-0-0-1")).toEqual([drop]);
    expect(chain(world, "egress-10-0-0-1")).toBeUndefined();
    expect(chain(world, "ingress-10-0-0-2")).toBeUndefined();
  });
});

describe("an edge into a pod", () => {
  const into = (ingress: unknown, more: readonly unknown[] = []) =>
    chain(given([{ podSelector: till, ingress: [ingress] }], more), "ingress-10-0-0-1");

  test("is for everybody when it names nobody", () => {
    expect(into({})).toEqual(["accept", drop]);
    expect(into({ ports: [{ port: 8080 }] })).toEqual(["tcp dport 8080 accept", drop]);
  });

  test("is for pods of the same namespace when it names only pods", () => {
    const from = [{ podSelector: store }];
    const stranger = pod("system", "10.0.0.8", { app: "store" });
    expect(into({ from }, [stranger])).toEqual(["ip saddr { 10.0.0.2 } accept", drop]);
  });

  test("is for all pods of the namespaces that it names, or those of them that it names too", () => {
    const namespaceSelector = { matchLabels: { team: "sales" } };
    expect(into({ from: [{ namespaceSelector }] })).toEqual([
      "ip saddr { 10.0.0.1, 10.0.0.2 } accept",
      drop,
    ]);
    expect(into({ from: [{ namespaceSelector, podSelector: store }] })).toEqual([
      "ip saddr { 10.0.0.2 } accept",
      drop,
    ]);
    expect(into({ from: [{ namespaceSelector: {} }] })).toEqual([
      "ip saddr { 10.0.0.1, 10.0.0.2, 10.0.0.9 } accept",
      drop,
    ]);
  });

  test("is for addresses, without those that are excepted", () => {
    const ipBlock = { cidr: "10.0.0.0/8", except: ["10.1.0.0/16", "10.2.0.0/16"] };
    expect(into({ from: [{ ipBlock }] })).toEqual([
      "ip saddr 10.0.0.0/8 ip saddr != { 10.1.0.0/16, 10.2.0.0/16 } accept",
      drop,
    ]);
  });

  test("knows nothing of addresses that no pod has", () => {
    const both = [
      { ipBlock: { cidr: "::/0", except: ["fe80::/10"] } },
      { ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "fe80::/10"] } },
    ];
    expect(into({ from: both })).toEqual([
      "ip saddr 0.0.0.0/0 ip saddr != { 10.0.0.0/8 } accept",
      drop,
    ]);
  });

  test("is for nobody when nobody is what it names", () => {
    expect(into({ from: [{ podSelector: { matchLabels: { app: "gone" } } }] })).toEqual([drop]);
  });

  test("has ports by number, range, name and protocol", () => {
    const ports = [
      { port: 80, endPort: 90 },
      { port: "http" },
      { port: 53, protocol: "UDP" },
      { protocol: "SCTP" },
      { port: "nowhere" },
      { port: "http", protocol: "UDP" },
    ];
    expect(into({ ports })).toEqual([
      "meta l4proto sctp accept",
      "tcp dport 80-90 accept",
      "tcp dport 8080 accept",
      "udp dport 53 accept",
      drop,
    ]);
  });
});

describe("an edge out of a pod", () => {
  const out = (egress: unknown) =>
    chain(
      given([{ podSelector: till, policyTypes: ["Egress"], egress: [egress] }]),
      "egress-10-0-0-1",
    );

  test("lets a packet go on to be asked for by whom it reaches", () => {
    expect(out({ to: [{ podSelector: store }], ports: [{ port: 9090 }] })).toEqual([
      "ip daddr { 10.0.0.2 } tcp dport 9090 return",
      drop,
    ]);
  });

  test("has a named port as each pod numbers it that is reached", () => {
    expect(out({ to: [{ podSelector: {} }], ports: [{ port: "http" }] })).toEqual([
      "ip daddr 10.0.0.1 tcp dport 8080 return",
      "ip daddr 10.0.0.2 tcp dport 9090 return",
      drop,
    ]);
    expect(out({ ports: [{ port: "dns", protocol: "UDP" }] })).toEqual([
      "ip daddr 10.0.0.9 udp dport 5353 return",
      drop,
    ]);
    const ipBlock = { cidr: "0.0.0.0/0" };
    expect(out({ to: [{ ipBlock }], ports: [{ port: "http" }] })).toEqual([drop]);
  });
});

test("policies about one pod add up", () => {
  const world = given([
    { podSelector: {} },
    { podSelector: till, ingress: [{ ports: [{ port: 1 }] }] },
    { podSelector: till, ingress: [{ ports: [{ port: 2 }] }, { ports: [{ port: 1 }] }] },
  ]);
  expect(chain(world, "ingress-10-0-0-1")).toEqual([
    "tcp dport 1 accept",
    "tcp dport 2 accept",
    drop,
  ]);
  expect(chain(world, "ingress-10-0-0-2")).toEqual([drop]);
});

describe("conditions on labels", () => {
  const chosen = (expression: unknown) => {
    const world = given([{ podSelector: { matchExpressions: [expression] } }]);
    return ["10-0-0-1", "10-0-0-2"].filter((each) => chain(world, `ingress-${each}`) !== undefined);
  };

  test.each([
    [{ key: "app", operator: "In", values: ["till"] }, ["10-0-0-1"]],
    [{ key: "app", operator: "NotIn", values: ["till"] }, ["10-0-0-2"]],
    [{ key: "app", operator: "Exists" }, ["10-0-0-1", "10-0-0-2"]],
    [{ key: "app", operator: "DoesNotExist" }, []],
    [{ key: "tier", operator: "In", values: ["x"] }, []],
    [{ key: "tier", operator: "NotIn", values: ["x"] }, ["10-0-0-1", "10-0-0-2"]],
  ])("%j chooses %j", (expression, expected) => {
    expect(chosen(expression)).toEqual(expected);
  });
});

test("a pod has no rules when it has ended, shares the node's address, or has none yet", () => {
  const running = pod("shop", "10.0.0.1", {});
  expect(podForm.parse(running)).toMatchObject({ address: "10.0.0.1" });
  for (const change of [
    { status: { podIP: "10.0.0.1", phase: "Succeeded" } },
    { status: { podIP: "10.0.0.1", phase: "Failed" } },
    { status: { phase: "Pending" } },
    { spec: { hostNetwork: true, containers: [] } },
  ]) {
    expect(podForm.parse({ ...running, ...change })).toBeUndefined();
  }
});

test("a sidecar's ports are the pod's", () => {
  const sidecar = { ports: [{ name: "dapr", containerPort: 50_002 }] };
  const ports = podForm.parse({
    ...pod("shop", "10.0.0.1", {}),
    spec: { containers: [{}], initContainers: [sidecar] },
  })?.ports;
  expect(ports).toEqual([{ name: "dapr", number: 50_002, protocol: "TCP" }]);
});
