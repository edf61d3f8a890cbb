import { describe, expect, test } from "vitest";
import { declaredIn, type ObjectName } from "./drift-declared.ts";
import { type Listed, told, undeclared } from "./drift-undeclared.ts";

const inState = (apiVersion: string, kind: string, name: string, namespace?: string) => ({
  type: `kubernetes:${apiVersion}:${kind}`,
  inputs: { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}) } },
});
const declared = declaredIn({
  resources: [
    { type: "pulumi:pulumi:Stack" },
    { type: "pulumi:providers:kubernetes", inputs: { context: "minikube" } },
    inState("v1", "Namespace", "shop"),
    inState("apps/v1", "Deployment", "counter", "shop"),
    inState("v1", "ConfigMap", "prices", "shop"),
    { type: "kubernetes:helm.sh/v3:Release", inputs: { name: "dapr", namespace: "shop" } },
    inState("cluster.redpanda.com/v1alpha2", "Redpanda", "redpanda", "shop"),
  ],
});

const listed = (kind: string, name: string, more: Partial<Listed> = {}): Listed => ({
  kind,
  namespace: "shop",
  name,
  annotations: {},
  isOwned: false,
  claims: [],
  ...more,
});
const by = (release: string) => ({ annotations: { "meta.helm.sh/release-name": release } });
const found = (...all: readonly Listed[]) =>
  undeclared(all, declared).map(({ kind, name }: ObjectName) => `${kind} ${name}`);

test("the state says which namespaces are the stack's", () => {
  expect(declared.namespaces).toEqual(["shop"]);
});

describe("nobody is told of", () => {
  test.each([
    ["what is declared", listed("deployment.apps", "counter")],
    ["what another object made", listed("pod", "counter-5d9f-abc", { isOwned: true })],
    ["what the cluster writes", listed("endpointslice.discovery.k8s.io", "counter-x")],
    ["every namespace's own account", listed("serviceaccount", "default")],
    ["every namespace's own certificates", listed("configmap", "kube-root-ca.crt")],
    ["what Helm notes", listed("secret", "sh.helm.v1.dapr.v1", { type: "helm.sh/release.v1" })],
    ["parts of a chart of ours", listed("service", "dapr-api", by("dapr"))],
    ["parts of an operator's chart", listed("service", "redpanda-console", by("redpanda"))],
  ])("%s", (_, object) => {
    expect(found(object)).toEqual([]);
  });

  test("volumes that a set asked for", () => {
    const set = listed("statefulset.apps", "store", { isOwned: true, claims: ["data-store-"] });
    expect(found(set, listed("persistentvolumeclaim", "data-store-0"))).toEqual([]);
    expect(found(listed("persistentvolumeclaim", "data-store-0"))).toHaveLength(1);
  });

  test("secrets of a certificate that is there", () => {
    const secret = listed("secret", "tls", {
      annotations: { "cert-manager.io/certificate-name": "door" },
    });
    const certificate = listed("certificate.cert-manager.io", "door", { isOwned: true });
    expect(found(secret, certificate)).toEqual([]);
    expect(found(secret)).toEqual(["secret tls"]);
  });
});

describe("somebody is told of", () => {
  test.each([
    ["what nobody declared", listed("configmap", "left-over")],
    ["the same name in another kind", listed("secret", "prices")],
    ["the same kind of another group", listed("deployment.example.com", "counter")],
    ["a chart of somebody else", listed("service", "cache", by("somebodys-redis"))],
    ["an account of somebody", listed("serviceaccount", "robot")],
  ])("%s", (_, object) => {
    expect(found(object)).toEqual([`${object.kind} ${object.name}`]);
  });

  test("with the kind, the place and both ways out", () => {
    expect(told(listed("cronjob.batch", "cleaner"))).toBe(
      "undeclared  cronjob.batch shop/cleaner: declare it, or kubectl --namespace shop delete cronjob.batch/cleaner",
    );
  });
});
