import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KafkaLogin } from "../../../infra/redpanda/kafka-login.ts";
import { withAdmin } from "../../../infra/redpanda/with-admin.ts";
import { app } from "../../../services/catalogue.ts";
import { daprChart } from "../../charts.ts";
import { driftOf } from "../../commands/drift-of.ts";
import program from "../../index.ts";
import { withEngine } from "../../rehearsal.ts";
import { projectFiles, setSecrets } from "../../rehearsal-values.ts";
import { type ApiServer, withApiServer } from "./api-server.ts";
import { previewed } from "./engine.ts";
import { type Held, hold } from "./hold.ts";
import { withKafka } from "./kafka.ts";
import { monitoringStandIn } from "./on-real-cluster.ts";

/** On a quiet machine everything stands after 10 s. What never becomes ready is named after 300 s. */
const patienceMs = 360_000;
/** Nobody listens there. */
const away = "127.0.0.1:1";

let cluster: Held<ApiServer>;
let kafka: Held<KafkaLogin>;
let stack: Held<Stack>;

const kubectl = (...args: readonly string[]) => cluster.value.kubectl(...args);
const deployments = async () =>
  (await kubectl("-n", "nudge", "get", "deployments", "-o", "name")).trim().split("\n");
const drift = () => driftOf(stack.value);
const nightly = ["--image=busybox:1", "--schedule=0 3 * * *"];
/** Points the stack to a broker. */
const useBroker = (address: string) =>
  stack.value.setConfig("nudge:broker.brokers[0]", { value: address }, true);

beforeAll(async () => {
  [cluster, kafka] = await Promise.all([
    hold<ApiServer>(withApiServer),
    hold<KafkaLogin>(withKafka),
  ]);
  const files = projectFiles("dev", {
    cluster: { kind: "existing", kubeconfig: cluster.value.kubeconfig },
    broker: { kind: "external", brokers: [away], tls: "off" },
    // No injector runs on a fake node: pods that insist on a sidecar would be refused.
    sidecars: "wished",
  });
  const charts = { dapr: await daprChart(), "kube-prometheus-stack": monitoringStandIn };
  stack = await hold((work) => withEngine({ stack: "dev", program, files, charts }, work));
  await setSecrets(stack.value);
}, patienceMs);

afterAll(async () => {
  await stack?.release();
  await Promise.all([cluster?.release(), kafka?.release()]);
}, patienceMs);

describe("dev on a real API server, a real broker and nodes that only seem to run pods", () => {
  test(
    "an up that cannot reach the broker says so, and starts no service",
    async () => {
      await expect(stack.value.up()).rejects.toThrow(
        `broker: ${away} cannot be reached as operator`,
      );
      expect(await kubectl("get", "namespaces", "-o", "name")).not.toContain("namespace/nudge");
    },
    patienceMs,
  );

  test(
    "the next up goes on where the first one ended: Dapr, components, services",
    async () => {
      await useBroker(kafka.value.brokers[0] ?? "");
      const { summary } = await stack.value.up();
      expect(summary.result).toBe("succeeded");
      expect(await deployments()).toEqual(
        app.services.map(({ id }) => `deployment.apps/${id}`).sort(),
      );
      expect(await kubectl("-n", "dapr-system", "get", "deployments", "-o", "name")).toContain(
        "dapr-operator",
      );
      const there = await withAdmin(kafka.value, (admin) => admin.listTopics());
      for (const { name } of app.topics) expect(there).toContain(name);
    },
    patienceMs,
  );

  test(
    "a second preview has nothing to do",
    async () => {
      const { summary } = await previewed(stack.value);
      expect(Object.keys(summary)).toEqual(["same"]);
    },
    patienceMs,
  );

  test(
    "nothing in the cluster is a stranger: all of it is declared, or the cluster's own",
    async () => {
      expect(await drift()).toEqual([]);
    },
    patienceMs,
  );

  test(
    "what somebody added by hand is found, with its place and the way out",
    async () => {
      await kubectl("-n", "nudge", "create", "configmap", "left-over");
      await kubectl("-n", "stores", "create", "cronjob", "cleaner", ...nightly);
      expect(await drift()).toEqual([
        "undeclared  configmap nudge/left-over: declare it, or kubectl --namespace nudge delete configmap/left-over",
        "undeclared  cronjob.batch stores/cleaner: declare it, or kubectl --namespace stores delete cronjob.batch/cleaner",
      ]);
      await kubectl("-n", "nudge", "delete", "configmap/left-over");
      await kubectl("-n", "stores", "delete", "cronjob.batch/cleaner");
      expect(await drift()).toEqual([]);
    },
    patienceMs,
  );

  test(
    "an object that the cluster would refuse is refused in the preview",
    async () => {
      await stack.value.setConfig("nudge:host.name", { value: "Not A Host" }, true);
      await expect(previewed(stack.value)).rejects.toThrow(/spec\.rules\[0\]\.host: Invalid value/);
      await stack.value.setConfig("nudge:host.name", { value: "nudge.test" }, true);
    },
    patienceMs,
  );

  test(
    "what somebody changed or deleted by hand is found, and an update puts it back",
    async () => {
      await kubectl("-n", "nudge", "delete", "service", "web");
      await kubectl("-n", "nudge", "scale", "deployment", "chat", "--replicas=3");
      expect((await drift()).toSorted()).toEqual([
        "changed  kubernetes:apps/v1:Deployment chat",
        "gone  kubernetes:core/v1:Service web",
      ]);
      const { summary } = await stack.value.up({ refresh: true });
      expect(summary.resourceChanges).toMatchObject({ create: 1, update: 1 });
      expect(await drift()).toEqual([]);
    },
    patienceMs,
  );

  test(
    "destroy leaves nothing in the cluster, and every topic at the broker",
    async () => {
      await stack.value.destroy();
      const namespaces = await kubectl("get", "namespaces", "-o", "name");
      for (const gone of ["nudge", "dapr-system", "stores"]) expect(namespaces).not.toContain(gone);
      expect(await kubectl("get", "crds", "-o", "name")).toBe("");
      const there = await withAdmin(kafka.value, (admin) => admin.listTopics());
      expect(there).toContain("task.created");
    },
    patienceMs,
  );
});
