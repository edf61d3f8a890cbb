import { runtime } from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { Application } from "./application.ts";
import { Microservice } from "./microservice.ts";
import { service } from "./model/service.ts";
import type { KubernetesObject } from "./render/kubernetes-object.ts";
import { manifests } from "./render/manifests.ts";
import { neededSecrets } from "./render/secrets.ts";
import { aCluster } from "./render/testing/a-cluster.ts";
import { shop } from "./render/testing/a-shop.ts";

const environment = aCluster();
const values = Object.fromEntries(
  neededSecrets(shop, environment).map(({ name, key }) => [`${name}/${key}`, `value of ${name}`]),
);
/** What was asked of the engine, in this order. */
const registered: runtime.MockResourceArgs[] = [];
const objects = () => registered.filter(({ type }) => type.startsWith("kubernetes:"));
const byText = (a: string, b: string) => (a < b ? -1 : 1);
let application: Application;

beforeAll(async () => {
  await runtime.setMocks({
    newResource(args) {
      registered.push(args);
      return { id: `${args.type} ${args.name}`, state: args.inputs };
    },
    call: ({ inputs }) => inputs,
  });
  application = new Application("shop", { app: shop, environment, values });
  await runtime.disconnect();
});

describe("an application", () => {
  test("is exactly the rendered objects and its secrets", () => {
    const wanted = manifests(shop, environment).map(
      ({ kind, metadata }: KubernetesObject) => `${kind}/${metadata.name}`,
    );
    const made = objects()
      .filter(({ type }) => !type.endsWith(":Secret"))
      .map(({ type, name }) => `${type.split(":")[2]}/${name}`);
    expect(made.sort(byText)).toEqual([...wanted].sort(byText));
    for (const object of manifests(shop, environment)) {
      const same = objects().find(
        ({ type, name }) => type.endsWith(`:${object.kind}`) && name === object.metadata.name,
      );
      expect(same?.inputs).toEqual(JSON.parse(JSON.stringify(object)));
    }
  });

  test("has the types of the provider", () => {
    expect([...new Set(objects().map(({ type }) => type))].sort(byText)).toEqual([
      "kubernetes:apps/v1:Deployment",
      "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
      "kubernetes:core/v1:Namespace",
      "kubernetes:core/v1:Secret",
      "kubernetes:core/v1:Service",
      "kubernetes:core/v1:ServiceAccount",
      "kubernetes:dapr.io/v1alpha1:Component",
      "kubernetes:dapr.io/v1alpha1:Configuration",
      "kubernetes:dapr.io/v1alpha1:Resiliency",
      "kubernetes:dapr.io/v2alpha1:Subscription",
      "kubernetes:monitoring.coreos.com/v1:PodMonitor",
      "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
      "kubernetes:networking.k8s.io/v1:Ingress",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      "kubernetes:policy/v1:PodDisruptionBudget",
      "kubernetes:rbac.authorization.k8s.io/v1:Role",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    ]);
  });

  test("tells where its doors are, and what the broker is to be asked for", () => {
    const { doors, eventBus } = application;
    expect(doors).toEqual({ counter: ["https://shop.test/orders"] });
    expect(eventBus.topics.map(({ name }) => name)).toEqual([
      "order.paid",
      "order.placed",
      "set-aside",
    ]);
    expect(eventBus.users.map(({ name }) => name)).toEqual(["counter", "kitchen"]);
  });
});

describe("what is refused before anything is registered", () => {
  test("a secret without a value", () => {
    const before = registered.length;
    expect(() => new Application("shop", { app: shop, environment, values: {} })).toThrow(
      "values: no secret is given for counter-app-token/token, ",
    );
    expect(registered).toHaveLength(before);
  });

  test("a service of another application", () => {
    const before = registered.length;
    const stranger = service({ id: "stranger", summary: "" });
    const args = { app: shop, environment, service: stranger };
    expect(() => new Microservice("stranger", args)).toThrow(
      'service: "stranger" is not in the application; add it there',
    );
    expect(registered).toHaveLength(before);
  });
});
