import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClusterEnvironment } from "../../../components/model/cluster-environment.ts";
import { app } from "../../../services/catalogue.ts";
import { asGuest } from "../e2e/person.ts";
import { type AskedName, asked } from "../real/e2e-files.ts";
import { e2eReport } from "../real/e2e-report.ts";
import { machineState } from "./machine-state.ts";
import { podsIn, serving } from "./pods.ts";
import { upWhole, type WholeCluster } from "./whole.ts";

const name = `w${process.pid}`;
const canHaveNodes = process.platform === "linux" && process.getuid?.() === 0;
/** Some twenty seconds of work for two processors, which others want too. */
const patienceMs = 900_000;
/** They are about limits, which others would meet first; real programs are asked them elsewhere. */
const aboutLimits: readonly AskedName[] = ["rate-limit", "rate-limit-talk"];

/** What depends most on how a store keeps things. */
const onEachStore: readonly AskedName[] = ["exchange", "idempotency", "time"];
/** The end of what the engine printed says why it failed. */
const outputMax = 4_000;

/** A crowd of tests asks more than people do. */
const withoutLimits = (environment: ClusterEnvironment): ClusterEnvironment => ({
  ...environment,
  variables: {
    ...environment.variables,
    "*": { ...environment.variables["*"], RATE_LIMIT: "off", LOG_LEVEL: "info" },
  },
});

// Only root may make networks and mounts.
describe.runIf(canHaveNodes)("the application on a real Kubernetes, from nothing", () => {
  const before = machineState(name);
  let whole: WholeCluster;

  beforeAll(async () => {
    whole = await upWhole({ change: withoutLimits });
  }, patienceMs);
  afterAll(() => whole?.close(), patienceMs);

  test("every service is ready with its sidecar, and nothing else is not", async () => {
    const all = await podsIn(whole.cluster.api);
    expect(all.filter(({ isReady }) => !isReady).map((pod) => pod.name)).toEqual([]);
    for (const { id } of app.services) {
      const [pod] = serving(await podsIn(whole.cluster.api, whole.namespaces.application), id);
      expect(pod?.containers.map((each) => each.name).sort()).toEqual(["app", "daprd"]);
    }
  });

  test("a task is made through the entrance", async () => {
    const person = await asGuest(whole.url);
    const made = await person.call("POST", "/api/tasks", { title: "Buy milk" });
    expect(made.status).toBe(201);
    whole.moment("the first task is made");
  });

  test(
    "a second up has nothing to change",
    async () => {
      const { succeeded, changes, output } = await whole.up();
      expect([succeeded, Object.keys(changes)], output).toEqual([true, ["same"]]);
    },
    patienceMs,
  );

  for (const one of asked.filter(({ file }) => !aboutLimits.includes(file))) {
    test(
      `passes ${one.file} of the end-to-end tests`,
      async () => {
        const { failed, passed } = await e2eReport(one, whole.url);
        expect(failed).toEqual([]);
        expect(passed).toBeGreaterThan(0);
      },
      patienceMs,
    );
  }

  test(
    "another store is one value of the stack: everything is kept in Redis then",
    async () => {
      const stateStore = { kind: "in-cluster-redis", gibibytes: 5 };
      const { succeeded, output } = await whole.up({ values: { stateStore } });
      expect(succeeded, output.slice(-outputMax)).toBe(true);
      const inStores = ["--namespace", whole.namespaces.stores, "--output=name"];
      const servers = await whole.kubectl(["get", "statefulsets", ...inStores]);
      expect(servers.trim()).toBe("statefulset.apps/redis");
      for (const one of asked.filter(({ file }) => onEachStore.includes(file))) {
        const { failed, passed } = await e2eReport(one, whole.url);
        expect(failed).toEqual([]);
        expect(passed).toBeGreaterThan(0);
      }
    },
    patienceMs,
  );

  test(
    "destroy leaves nothing in the cluster, and its end nothing on the machine",
    async () => {
      const { succeeded, output } = await whole.destroy();
      expect(succeeded, output).toBe(true);
      const left = await whole.kubectl(["get", "namespaces,crds", "--output", "name"]);
      for (const gone of Object.values({ ...whole.namespaces, entrance: "dapr.io" })) {
        expect(left).not.toContain(gone);
      }
      await whole.close();
      expect(machineState(name)).toEqual(before);
    },
    patienceMs,
  );
});
