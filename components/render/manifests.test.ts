import { describe, expect, test } from "vitest";
import { type Application, application } from "../model/application.ts";
import type { ClusterEnvironment, Reach } from "../model/cluster-environment.ts";
import { service } from "../model/service.ts";
import { kafkaUsers } from "./kafka-users.ts";
import { manifests, ofKind } from "./manifests.ts";
import { aBroker, aCluster } from "./testing/a-cluster.ts";
import { aTopic, counter, kitchen, orderPaid, reads, shop, till } from "./testing/a-shop.ts";
import {
  accessGraph,
  brokerGraph,
  declaredGraph,
  networkGraph,
  scopesGraph,
} from "./testing/graph.ts";
import { restrictedProblems, withSidecar } from "./testing/restricted.ts";

const objects = manifests(shop, aCluster());
const named = (name: string, given = objects) =>
  given.filter(({ metadata }) => metadata.name === name).map(({ kind }) => kind);
const deploymentOf = (id: string, environment: ClusterEnvironment = aCluster(), app = shop) =>
  ofKind(manifests(app, environment), "Deployment").find(({ metadata }) => metadata.name === id);
const containerOf = (id: string, environment?: ClusterEnvironment, app?: Application) =>
  deploymentOf(id, environment, app)?.spec.template.spec.containers[0];

describe("what stands around a service", () => {
  test("that has a door, a store, secrets and peers", () => {
    expect(named("counter")).toEqual([
      "Configuration",
      "Deployment",
      "HorizontalPodAutoscaler",
      "Ingress",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "Role",
      "RoleBinding",
      "Service",
      "ServiceAccount",
      "ServiceMonitor",
    ]);
  });

  test("that has none of these", () => {
    expect(named("till")).toEqual([
      "Configuration",
      "Deployment",
      "HorizontalPodAutoscaler",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "Service",
      "ServiceAccount",
      "ServiceMonitor",
    ]);
  });

  test("that has one replica and no more: nobody counts, and nothing keeps a machine from being emptied", () => {
    const { sizes } = aCluster();
    const one = { ...sizes, services: { till: { replicas: { min: 1, max: 1 } } } };
    const small = manifests(shop, aCluster({ sizes: one }));
    expect(named("till", small)).not.toContain("HorizontalPodAutoscaler");
    expect(named("till", small)).not.toContain("PodDisruptionBudget");
    const replicas = ofKind(small, "Deployment").map(({ metadata, spec }) => [
      metadata.name,
      spec.replicas,
    ]);
    expect(replicas).toEqual([
      ["counter", undefined],
      ["kitchen", undefined],
      ["till", 1],
    ]);
  });

  test("all stand in the namespace, sorted, each once", () => {
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names).toEqual([...new Set(names)].sort((a, b) => (a < b ? -1 : 1)));
    expect(
      objects.filter(
        ({ kind, metadata }) => kind !== "Namespace" && metadata.namespace !== "a-place",
      ),
    ).toEqual([]);
  });

  test("nothing is empty, which a cluster would drop and report as a change for ever", () => {
    // These two have to be there: "every pod", and the settings of a store that has none.
    const meant = /"podSelector":\{\}|"metadata":\[\]/g;
    const text = JSON.stringify(objects).replaceAll(meant, "");
    expect(text.match(/\[\]|\{\}/g)).toBeNull();
  });
});

describe("a pod", () => {
  test("with its sidecar is let in where only restricted pods are", () => {
    for (const { spec } of ofKind(objects, "Deployment")) {
      expect(restrictedProblems(withSidecar(spec.template))).toEqual([]);
    }
  });

  test("that may do more would be found", () => {
    expect(restrictedProblems({ hostNetwork: true, containers: [{ name: "app" }] })).toEqual([
      "hostNetwork",
      "app: runAsNonRoot",
      "app: allowPrivilegeEscalation",
      "app: capabilities.drop",
      "app: seccompProfile",
    ]);
  });

  test("writes nothing to its own disk", () => {
    expect(containerOf("till")?.securityContext.readOnlyRootFilesystem).toBe(true);
  });

  test("has a token of the cluster only when its service reads secrets", () => {
    const tokens = ofKind(objects, "Deployment").map(({ metadata, spec }) => [
      metadata.name,
      spec.template.spec.automountServiceAccountToken,
      spec.template.metadata.annotations["dapr.io/disable-builtin-k8s-secret-store"] === undefined,
    ]);
    expect(tokens).toEqual([
      ["counter", true, true],
      ["kitchen", false, false],
      ["till", false, false],
    ]);
  });

  test("asks for what its load needs, and for what the environment says instead", () => {
    expect(containerOf("till")?.resources).toEqual({
      requests: { cpu: "50m", memory: "128Mi", "ephemeral-storage": "64Mi" },
      limits: { memory: "192Mi", "ephemeral-storage": "512Mi" },
    });
    const { sizes } = aCluster();
    const services = { till: { cpuMilli: 700, memoryMiB: 300 } };
    expect(containerOf("till", aCluster({ sizes: { ...sizes, services } }))?.resources).toEqual({
      requests: { cpu: "700m", memory: "300Mi", "ephemeral-storage": "64Mi" },
      limits: { memory: "450Mi", "ephemeral-storage": "512Mi" },
    });
  });

  test("has longer to end than its sidecar, which has longer than nothing", () => {
    const template = deploymentOf("till")?.spec.template;
    const grace = Number(template?.metadata.annotations["dapr.io/graceful-shutdown-seconds"]);
    expect(grace).toBeGreaterThan(0);
    expect(template?.spec.terminationGracePeriodSeconds).toBeGreaterThan(grace + 20);
  });

  test("runs the version of its own, or the one of all", () => {
    const digest = `sha256:${"a".repeat(64)}` as const;
    const images = { ...aCluster().images, services: { till: { digest } } };
    expect(containerOf("till", aCluster({ images }))?.image).toBe(`registry/shop/till@${digest}`);
    expect(containerOf("counter", aCluster({ images }))?.image).toBe("registry/shop/counter:7");
  });

  test("is told its settings; a secret one only by where it stands", () => {
    const key = { name: "till", key: "key" };
    const variables = { "*": { LOG_LEVEL: "warn" }, till: { LOG_LEVEL: "info", KEY: key } };
    expect(containerOf("till", aCluster({ variables }))?.env).toEqual([
      {
        name: "APP_API_TOKEN",
        valueFrom: { secretKeyRef: { name: "till-app-token", key: "token" } },
      },
      { name: "APP_PORT", value: "8080" },
      { name: "KEY", valueFrom: { secretKeyRef: key } },
      { name: "LOG_LEVEL", value: "info" },
      { name: "TOPIC_LAYOUT", value: "by-type" },
    ]);
  });

  test("with a door knows where people reach it", () => {
    const address = { name: "PUBLIC_URL", value: "https://shop.test" };
    expect(containerOf("counter")?.env).toContainEqual(address);
    const plain = { ...address, value: "http://shop.test" };
    expect(containerOf("counter", aCluster({ host: { name: "shop.test" } }))?.env).toContainEqual(
      plain,
    );
  });
});

describe("one graph", () => {
  const graphs = (app: Application) => {
    const { network } = aCluster();
    const rendered = manifests(app, aCluster());
    return {
      declared: declaredGraph(app),
      network: networkGraph(rendered, { broker: network.broker, store: network.stateStore }),
      scopes: scopesGraph(rendered),
      access: accessGraph(rendered),
      broker: brokerGraph(kafkaUsers(app, aCluster())),
    };
  };

  test("is what policies, scopes, access control and the broker's permissions all say", () => {
    const { declared, network, scopes, access, broker } = graphs(shop);
    const { calls, broker: users, store, reads: read, writes } = declared;
    expect(network).toEqual({ calls, broker: users, store });
    expect(scopes).toEqual({ broker: users, store, reads: read, writes });
    expect(access).toEqual({ calls });
    expect(broker).toEqual({ broker: users, reads: read, writes });
  });

  test("of the shop is this", () => {
    expect(declaredGraph(shop)).toEqual({
      calls: ["counter till"],
      broker: ["counter", "kitchen"],
      store: ["counter"],
      reads: ["kitchen order.paid", "kitchen order.placed", "kitchen set-aside"],
      writes: ["counter order.paid", "counter order.placed", "kitchen set-aside"],
    });
  });

  test("grows with one line: a new service is there, and everybody else knows it", () => {
    const refunded = aTopic("order.refunded");
    const desk = service({
      id: "desk",
      summary: "Gives money back.",
      publishes: [refunded],
      subscribes: [reads(orderPaid, { audience: "every-replica" })],
      invokes: ["till"],
      state: ["refund"],
      exposes: { kind: "http", paths: ["/refunds"] },
    });
    const larger = application(counter, till, kitchen, desk);
    const { declared, network, scopes, access, broker } = graphs(larger);
    const { calls, broker: users, store, reads: read, writes } = declared;
    expect(calls).toEqual(["counter till", "desk till"]);
    expect(writes).toContain("desk order.refunded");
    expect(network).toEqual({ calls, broker: users, store });
    expect(scopes).toEqual({ broker: users, store, reads: read, writes });
    expect(access).toEqual({ calls });
    expect(broker).toEqual({ broker: users, reads: read, writes });
    expect(named("desk", manifests(larger, aCluster()))).toEqual(
      expect.arrayContaining(["Deployment", "Ingress", "NetworkPolicy", "ServiceAccount"]),
    );
  });
});

describe("policies", () => {
  const policy = (id: string, environment = aCluster(), app = shop) =>
    ofKind(manifests(app, environment), "NetworkPolicy").find(
      ({ metadata }) => metadata.name === id,
    )?.spec;
  const portsOut = (id: string, environment?: ClusterEnvironment, app?: Application) =>
    policy(id, environment, app)?.egress?.map(({ ports }) => ports.map(({ port }) => port));

  test("close everything first, both ways", () => {
    expect(policy("deny-all")).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  test("let every sidecar find names and the control plane", () => {
    expect(portsOut("sidecars")).toEqual([[53, 53], [50_001], [6_500], [50_005], [50_006]]);
  });

  test("let a service out to its peers, broker, store and the secrets it reads", () => {
    expect(portsOut("counter")).toEqual([[50_002], [9_093], [5_432], [443]]);
    expect(portsOut("till")).toBeUndefined();
  });

  test("let outside whom declares it: to one name by TLS, to any by any port for the web", () => {
    const asks = (...hosts: string[]) =>
      application(service({ id: "asks", summary: "", egress: { hosts } }));
    expect(portsOut("asks", aCluster(), asks("api.example.com"))).toEqual([[443]]);
    expect(portsOut("asks", aCluster(), asks("*"))).toEqual([[80, 443, 1_024]]);
    const inside = policy("asks", aCluster(), asks("*"))?.egress?.[0]?.to[0]?.ipBlock?.except;
    expect(inside).toContain("169.254.0.0/16");
  });

  test("let in callers, people through doors, and who collects metrics", () => {
    const portsIn = (id: string, environment = aCluster()) =>
      policy(id, environment)?.ingress?.map(({ ports }) => ports.map(({ port }) => port));
    expect(portsIn("counter")).toEqual([[8_080], [8_080, 9_090]]);
    expect(portsIn("till")).toEqual([[50_002], [8_080, 9_090]]);
    const unseen = aCluster({ monitoring: "off" });
    expect(portsIn("kitchen", unseen)).toBeUndefined();
  });

  test("name addresses where there is no namespace", () => {
    const broker: Reach = { kind: "addresses", blocks: ["10.1.0.0/16"], ports: [9_094] };
    const network = { ...aCluster().network, broker };
    expect(policy("kitchen", aCluster({ network }))?.egress?.[0]).toEqual({
      to: [{ ipBlock: { cidr: "10.1.0.0/16" } }],
      ports: [{ protocol: "TCP", port: 9_094 }],
    });
  });
});

describe("monitors", () => {
  test("find each service behind its Service, and the sidecars of all", () => {
    expect(ofKind(objects, "ServiceMonitor").map(({ metadata }) => metadata.name)).toEqual(
      ofKind(objects, "Service").map(({ metadata }) => metadata.name),
    );
    for (const { spec, metadata } of ofKind(objects, "ServiceMonitor")) {
      const [found] = ofKind(objects, "Service").filter(
        (service) => service.metadata.name === metadata.name,
      );
      expect(found?.metadata.labels).toMatchObject(spec.selector.matchLabels);
      expect(found?.spec.ports.map(({ name }) => name)).toEqual([spec.endpoints[0]?.port]);
    }
    expect(ofKind(objects, "PodMonitor").map(({ spec }) => spec)).toMatchObject([
      { selector: { matchLabels: { "dapr-app": "true" } } },
    ]);
  });

  test("are not there where nobody collects", () => {
    const unseen = manifests(shop, aCluster({ monitoring: "off" }));
    expect([...ofKind(unseen, "ServiceMonitor"), ...ofKind(unseen, "PodMonitor")]).toEqual([]);
  });
});

describe("doors", () => {
  test("are opened by the environment's gate, under its name, with its certificate", () => {
    const [gate, ...others] = ofKind(objects, "Ingress");
    expect(others).toEqual([]);
    expect(gate?.spec).toEqual({
      ingressClassName: "gate",
      tls: [{ hosts: ["shop.test"], secretName: "shop-certificate" }],
      rules: [
        {
          host: "shop.test",
          http: {
            paths: [
              {
                path: "/orders",
                pathType: "Prefix",
                backend: { service: { name: "counter", port: { number: 80 } } },
              },
            ],
          },
        },
      ],
    });
  });
});

describe("the side door", () => {
  test("changes the objects of one kind and nothing else", () => {
    const changed = manifests(shop, aCluster(), {
      Deployment: (object) => ({ ...object, spec: { ...object.spec, minReadySeconds: 9 } }),
    });
    const [before, after] = [objects, changed].map((all) =>
      all.filter(({ kind }) => kind !== "Deployment"),
    );
    expect(after).toEqual(before);
    expect(ofKind(changed, "Deployment").map(({ spec }) => spec)).toEqual(
      ofKind(objects, "Deployment").map(({ spec }) => ({ ...spec, minReadySeconds: 9 })),
    );
  });
});

test("an environment that does not fit is refused before anything is rendered", () => {
  const broker = { ...aBroker, brokers: [] };
  expect(() => manifests(shop, aCluster({ broker }))).toThrow(
    "broker.brokers: at least one host:port",
  );
});
