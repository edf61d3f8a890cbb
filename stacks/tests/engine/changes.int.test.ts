import type { PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { application } from "../../../components/model/application.ts";
import { service } from "../../../components/model/service.ts";
import { app } from "../../../services/catalogue.ts";
import program from "../../index.ts";
import { prod } from "../../prod.ts";
import { withEngine } from "../../rehearsal.ts";
import { projectFiles, setSecrets } from "../../rehearsal-values.ts";
import { places } from "./a-stack.ts";
import { previewed } from "./engine.ts";
import { type Held, hold } from "./hold.ts";

/** Everything of prod is made once; that takes minutes on a machine with other work. */
const patienceMs = 300_000;

/** Prod where everything stands inside: the stand-in then makes all of it, and needs no broker. */
const inside = {
  ...places.minikube,
  broker: { kind: "in-cluster", gibibytes: 1 },
};

let stack: Held<Stack>;
let now: PulumiFn = program;

beforeAll(async () => {
  const files = projectFiles("prod", inside);
  stack = await hold((work) => withEngine({ stack: "prod", program: () => now(), files }, work));
  await setSecrets(stack.value);
  await stack.value.up();
}, patienceMs);

afterAll(() => stack?.release(), patienceMs);

/** What a preview says when the program has another content in one of its files, but for what stays. */
async function previewWith(file: string, content: object) {
  vi.resetModules();
  vi.doMock(file, () => content);
  now = (await import("../../index.ts")).default;
  vi.doUnmock(file);
  return changed();
}

async function changed() {
  const { steps } = await previewed(stack.value);
  return [...steps].filter(([, op]) => op !== "same");
}

describe("a change of prod", () => {
  test(
    "of the memory of one service is one line in its file, and one in the preview",
    async () => {
      const { sizes } = prod;
      const services = { ...sizes.services, audit: { memoryMiB: 320 } };
      const content = { prod: { ...prod, sizes: { ...sizes, services } } };
      expect(await previewWith("../../prod.ts", content)).toEqual([
        ["kubernetes:apps/v1:Deployment audit", "update"],
      ]);
    },
    patienceMs,
  );

  test(
    "of a secret renews the pods that read it, and no others",
    async () => {
      const key = "nudge:secrets";
      const before = await stack.value.getConfig(key);
      const next = JSON.stringify({ ...JSON.parse(before.value), "email/api-key": "rotated" });
      now = program;
      await stack.value.setConfig(key, { value: next, secret: true });
      expect(new Set(await changed())).toEqual(
        new Set([
          ["kubernetes:core/v1:Secret email", "update"],
          ["kubernetes:apps/v1:Deployment notification", "update"],
        ]),
      );
      await stack.value.setConfig(key, before);
    },
    patienceMs,
  );

  test(
    "of the catalogue by one service makes everything around it, and touches no other service",
    async () => {
      const greeter = service({
        id: "greeter",
        summary: "Says hello.",
        exposes: { kind: "http", paths: ["/greet"] },
        load: { requestsPerSecond: 1, memoryMiB: 64 },
      });
      const content = { app: application(...app.services, greeter) };
      const steps = await previewWith("../../../services/catalogue.ts", content);
      const made = steps.filter(([, op]) => op === "create").map(([what]) => what);
      expect(made).toEqual(
        expect.arrayContaining([
          "kubernetes:apps/v1:Deployment greeter",
          "kubernetes:autoscaling/v2:HorizontalPodAutoscaler greeter",
          "kubernetes:core/v1:Service greeter",
          "kubernetes:core/v1:ServiceAccount greeter",
          "kubernetes:dapr.io/v1alpha1:Configuration greeter",
          "kubernetes:networking.k8s.io/v1:Ingress greeter",
          "kubernetes:networking.k8s.io/v1:NetworkPolicy greeter",
          "kubernetes:policy/v1:PodDisruptionBudget greeter",
        ]),
      );
      expect(made.filter((what) => !what.includes("greeter"))).toEqual([]);
      // The bus names every app, for it lets in whom it does not name. The engine has no order.
      expect(new Set(steps.filter(([, op]) => op !== "create"))).toEqual(
        new Set([
          ["kubernetes:dapr.io/v1alpha1:Component pubsub", "update"],
          ["kubernetes:dapr.io/v1alpha1:Component pubsub-every-replica", "update"],
        ]),
      );
    },
    patienceMs,
  );
});
