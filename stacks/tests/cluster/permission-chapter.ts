import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClusterEnvironment } from "../../../components/model/cluster-environment.ts";
import { pubsubName } from "../../../components/model/names.ts";
import { manifests, ofKind } from "../../../components/render/manifests.ts";
import { type KubernetesObject, pathOf } from "../../../infra/kubernetes/api.ts";
import { app } from "../../../services/catalogue.ts";
import { rolloutReport } from "../../commands/rollout-report.ts";
import { askFrom, type InsideAnswer } from "./inside.ts";
import { type Pod, podsIn, serving } from "./pods.ts";
import type { WholeCluster } from "./whole.ts";

const withinMs = { timeout: 60_000, interval: 500 };
const sidecarPort = 50_002;

/** What sidecars let through, where the network would. */
export function permissionChapter(whole: () => WholeCluster): void {
  const podOf = async (role: string): Promise<Pod> => {
    const { cluster, namespaces } = whole();
    const [found] = serving(await podsIn(cluster.api, namespaces.application), role);
    if (found === undefined) throw new Error(`no pod of ${role} is ready`);
    return found;
  };
  /** Asks the sidecar of a service as the service itself would. */
  const as = async (id: string, method: string, path: string, body?: unknown) => {
    const url = `http://127.0.0.1:3500/v1.0${path}`;
    const headers = { "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return only(await askFrom(await podOf(id), [{ url, method, headers, ...sent }]));
  };

  describe("permissions of sidecars, with all ways between them open", () => {
    const everybody = () => meeting(whole().namespaces.application);
    beforeAll(() => whole().cluster.api.apply(everybody()));
    afterAll(() => whole().cluster.api.remove(pathOf(everybody())));

    test("who is declared as a caller gets an answer", async () => {
      const answer = () => as("api-gateway", "GET", "/invoke/auth/method/api/auth/jwks");
      await expect.poll(answer, withinMs).toMatchObject({ status: 200 });
    });

    test.each([
      ["sync", "audit", "/dead-letters"],
      ["audit", "task", "/tasks"],
      ["web", "auth", "/api/auth/jwks"],
      ["task", "api-gateway", "/api/tasks"],
    ])("%s may not call %s", async (id, peer, path) => {
      const answer = () => as(id, "GET", `/invoke/${peer}/method${path}`);
      // The network opens a moment after the policy was made.
      await expect.poll(answer, withinMs).toMatchObject({ status: 403 });
    });

    test.each([
      ["audit", "task.created"],
      ["chat", "reminder.triggered"],
      ["scheduler", "task.created"],
      ["sync", "session.revoked"],
    ])("%s publishes no %s", async (id, topic) => {
      const answer = await as(id, "POST", `/publish/${pubsubName}/${topic}`, { forged: true });
      expect(answer.status).toBe(403);
    });

    test("whoever speaks plainly to the port of a sidecar gets no answer", async () => {
      const url = `http://${(await podOf("task")).address}:${sidecarPort}/v1.0/metadata`;
      expect(only(await askFrom(await podOf("api-gateway"), [{ url }])).status).toBe(0);
    });

    test("a service answers nobody who comes without its sidecar's token", async () => {
      const forged = { "content-type": "application/json", "dapr-api-token": "made up" };
      const url = "http://127.0.0.1:8080/tasks";
      const answers = await askFrom(await podOf("task"), [{ url }, { url, headers: forged }]);
      expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    });
  });

  test("a pod without its sidecar is never ready, and an update would say so", async () => {
    const { kubectl, namespaces, environment, cluster } = whole();
    const alone = withoutSidecar(environment);
    await cluster.api.apply(alone);
    try {
      const told = async () => (await rolloutReport(kubectl, namespaces.application)).join("\n");
      await expect.poll(told, withinMs).toContain("alone: has no sidecar");
      const warned = () => kubectl(["get", "events", "--namespace", namespaces.application]);
      await expect.poll(warned, withinMs).toMatch(/pod\/alone-.*Readiness probe failed.*503/);
    } finally {
      await cluster.api.remove(pathOf(alone));
    }
  });
}

const only = ([answer]: readonly InsideAnswer[]): InsideAnswer => answer ?? { status: 0, text: "" };

/** Lets every sidecar of the application meet every other one. */
const meeting = (namespace: string): KubernetesObject => {
  const ports = [{ protocol: "TCP", port: sidecarPort }];
  const everybody = [{ podSelector: {} }];
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "everybody-meets", namespace },
    spec: {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: everybody, ports }],
      egress: [{ to: everybody, ports }],
    },
  };
};

/** The page's service once more, as the injector leaves a pod that it was told nothing about. */
function withoutSidecar(environment: ClusterEnvironment): KubernetesObject {
  const [page] = ofKind(manifests(app, environment), "Deployment").filter(
    ({ metadata }) => metadata.name === "web",
  );
  if (page === undefined) throw new Error("there is no deployment of the page");
  const labels = { alone: "true", "dapr-app": "true" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "alone", namespace: environment.namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: { alone: "true" } },
      template: { metadata: { labels }, spec: page.spec.template.spec },
    },
  };
}
