import { expect, test } from "vitest";
import { pathOf } from "./api.ts";

const at = (apiVersion: string, kind: string, namespace?: string) =>
  pathOf({
    apiVersion,
    kind,
    metadata: { name: "x", ...(namespace === undefined ? {} : { namespace }) },
  });

test("an object is where its kind and namespace say", () => {
  expect(at("v1", "Namespace")).toBe("/api/v1/namespaces/x");
  expect(at("v1", "Pod", "shop")).toBe("/api/v1/namespaces/shop/pods/x");
  expect(at("apps/v1", "Deployment", "shop")).toBe("/apis/apps/v1/namespaces/shop/deployments/x");
  expect(at("networking.k8s.io/v1", "NetworkPolicy", "shop")).toBe(
    "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/x",
  );
  expect(at("storage.k8s.io/v1", "StorageClass")).toBe("/apis/storage.k8s.io/v1/storageclasses/x");
});
