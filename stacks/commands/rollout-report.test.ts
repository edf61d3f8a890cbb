import { describe, expect, test } from "vitest";
import { rolloutReport } from "./rollout-report.ts";

type Fields = Readonly<Record<string, unknown>>;

const revision = (n: number) => ({ "deployment.kubernetes.io/revision": String(n) });

/** A deployment that asks for one replica of its second version, and has none. */
const deployment = {
  kind: "Deployment",
  metadata: { name: "web", uid: "d", generation: 2, annotations: revision(2) },
  spec: { replicas: 1 },
  status: { observedGeneration: 2, updatedReplicas: 1, unavailableReplicas: 1 },
};
const version = (n: number, status: Fields) => ({
  kind: "ReplicaSet",
  metadata: {
    name: `web-${n}`,
    uid: `r${n}`,
    annotations: revision(n),
    ownerReferences: [{ uid: "d" }],
  },
  status,
});
const before = version(1, { readyReplicas: 1 });
const after = version(2, {});

const sidecar = { name: "daprd", ready: true };
const pod = (app: Fields, more: Fields = {}, initContainers = [{ name: "daprd" }]) => ({
  kind: "Pod",
  metadata: {
    name: "web-2-x",
    uid: "p",
    labels: { "dapr-app": "true" },
    ownerReferences: [{ uid: "r2" }],
  },
  spec: { containers: [{ name: "app" }], initContainers },
  status: {
    conditions: [{ type: "Ready", status: "False" }],
    initContainerStatuses: initContainers.length === 0 ? [] : [sidecar],
    containerStatuses: [{ name: "app", ready: false, ...app }],
    ...more,
  },
});
const warning = (message: string, lastTimestamp = "2026-01-31T09:00:00Z") => ({
  kind: "Event",
  type: "Warning",
  message,
  involvedObject: { uid: "p" },
  lastTimestamp,
});

/** The report of a namespace; a container's last words are what it is asked for. */
const told = (...items: readonly Fields[]) =>
  rolloutReport(
    async ([verb, ...args]) => (verb === "logs" ? args.join(" ") : JSON.stringify({ items })),
    "shop",
  );
const serves = "  the version before serves on in 1 replica";

describe("a rollout that does not come to its end is told with its reason", () => {
  test("an image that cannot be had", async () => {
    const waiting = { reason: "ErrImagePull", message: "web:absent: not found" };
    expect(await told(deployment, before, after, pod({ state: { waiting } }))).toEqual([
      "web: app cannot begin: ErrImagePull: web:absent: not found",
      serves,
    ]);
  });

  test("a program that ends, with the last words of the life before", async () => {
    const waiting = { reason: "CrashLoopBackOff", message: "back-off 10s" };
    const lastState = { terminated: { exitCode: 1, reason: "Error" } };
    const crashing = pod({ state: { waiting }, lastState, restartCount: 3 });
    expect(await told(deployment, before, after, crashing)).toEqual([
      "web: app ends with 1 (Error), again and again",
      serves,
      "  last words of web-2-x:",
      "    web-2-x --container app --previous --namespace shop --tail=5",
    ]);
  });

  test("a program that says it is not ready, with what the probe heard last", async () => {
    const probes = [
      warning("probe failed: 503", "2026-01-31T09:00:05Z"),
      warning("probe failed: refused", "2026-01-31T09:00:01Z"),
    ];
    const items = [deployment, before, after, pod({ state: {} }), ...probes];
    expect(await told(...items)).toEqual([
      "web: app runs and is not ready: probe failed: 503",
      serves,
      "  last words of web-2-x:",
      "    web-2-x --container app --namespace shop --tail=5",
    ]);
  });

  test("a pod that waits for a secret that nobody has made", async () => {
    const waiting = { reason: "ContainerCreating" };
    const items = [deployment, before, after, pod({ state: { waiting } })];
    expect(await told(...items, warning('secret "x" not found'))).toContain(
      'web: app has not begun: secret "x" not found',
    );
  });

  test("a pod for which no machine has room", async () => {
    const message = "0/1 nodes are available: 1 Insufficient memory.";
    const conditions = [{ type: "PodScheduled", status: "False", message }];
    expect(await told(deployment, before, after, pod({}, { conditions }))).toContain(
      `web: finds no place: ${message}`,
    );
  });

  test("a pod that the cluster refuses to make", async () => {
    const message = "violates PodSecurity";
    const refused = version(2, {
      conditions: [{ type: "ReplicaFailure", status: "True", message }],
    });
    expect(await told(deployment, before, refused)).toContain(
      "web: no pod may be made: violates PodSecurity",
    );
  });

  test("a pod whose sidecar was left out", async () => {
    const alone = pod({ state: {} }, {}, []);
    expect(await told(deployment, before, after, alone)).toContain(
      "web: has no sidecar: Dapr's injector let it pass; look after dapr-system",
    );
  });
});

test("when nobody serves meanwhile, that is said", async () => {
  const waiting = { reason: "ErrImagePull", message: "not found" };
  const said = await told(deployment, after, pod({ state: { waiting } }));
  expect(said).toContain("  nobody serves meanwhile");
});

test("a log that cannot be read any more takes no reason away", async () => {
  const items = [deployment, before, after, pod({ state: {} })];
  const said = await rolloutReport(async ([verb]) => {
    if (verb === "logs") throw new Error("not found");
    return JSON.stringify({ items });
  }, "shop");
  expect(said).toContain("web: app runs and is not ready");
  expect(said).toContain("    nothing can be read of it: Error: not found");
});

test("what is ready is not told", async () => {
  const status = { observedGeneration: 2, updatedReplicas: 1 };
  expect(await told({ ...deployment, status }, before, after)).toEqual([]);
});
