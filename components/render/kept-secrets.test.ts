import { expect, test } from "vitest";
import { externalSecrets, sealedSecrets, sealLabel } from "./kept-secrets.ts";
import { secretObjects } from "./secrets.ts";
import { aCluster } from "./testing/a-cluster.ts";
import { shop } from "./testing/a-shop.ts";

const cluster = aCluster();

test("each secret has its seal, and nothing else of it", () => {
  const sealed = sealedSecrets(shop, cluster, ({ name, key }) => `seal of ${name}/${key}`);
  const plain = secretObjects(shop, cluster, () => "open");
  expect(sealed.map(({ metadata }) => metadata.name)).toEqual(
    plain.map(({ metadata }) => metadata.name),
  );
  const [first] = sealed;
  expect(first).toEqual({
    apiVersion: "bitnami.com/v1alpha1",
    kind: "SealedSecret",
    metadata: { name: "counter-app-token", namespace: cluster.namespace },
    spec: {
      encryptedData: { token: "seal of counter-app-token/token" },
      template: {
        metadata: { name: "counter-app-token", namespace: cluster.namespace },
        type: "Opaque",
      },
    },
  });
});

test("a seal is for one secret of one namespace", () => {
  expect(sealLabel(aCluster({ namespace: "shop" }), { name: "till", key: "a" })).toBe("shop/till");
});

test("a secret in a vault is asked for by its name and its keys", () => {
  const refs = [
    { name: "sms", key: "account-sid" },
    { name: "sms", key: "auth-token" },
  ];
  const store = { kind: "ClusterSecretStore", name: "vault" } as const;
  const keeping = { kind: "external", store, prefix: "shop/", refresh: "1h" } as const;
  expect(externalSecrets(refs, aCluster({ namespace: "shop" }), keeping)).toEqual([
    {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name: "sms", namespace: "shop" },
      spec: {
        refreshInterval: "1h",
        secretStoreRef: store,
        target: { name: "sms", creationPolicy: "Owner" },
        data: [
          { secretKey: "account-sid", remoteRef: { key: "shop/sms", property: "account-sid" } },
          { secretKey: "auth-token", remoteRef: { key: "shop/sms", property: "auth-token" } },
        ],
      },
    },
  ]);
});
