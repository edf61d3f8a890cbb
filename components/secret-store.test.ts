import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { runtime } from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { neededSecrets } from "./render/secrets.ts";
import { aCluster } from "./render/testing/a-cluster.ts";
import { shop } from "./render/testing/a-shop.ts";
import { unseal } from "./render/testing/unseal.ts";
import { SecretStore, type SecretStoreArgs } from "./secret-store.ts";

const environment = aCluster();
const values = Object.fromEntries(
  neededSecrets(shop, environment).map(({ name, key }) => [`${name}/${key}`, `value of ${name}`]),
);

/** A controller's certificate holds nothing that matters here but its key. */
const { publicKey: certificate, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

/** What the engine is asked for. */
async function registered(
  args: Partial<SecretStoreArgs>,
): Promise<readonly runtime.MockResourceArgs[]> {
  const all: runtime.MockResourceArgs[] = [];
  await runtime.setMocks({
    newResource(made) {
      all.push(made);
      return { id: made.name, state: made.inputs };
    },
    call: ({ inputs }) => inputs,
  });
  new SecretStore("shop", { app: shop, environment, values, ...args });
  await runtime.disconnect();
  return all.filter(({ type }) => /Secret$/.test(type));
}

test("secrets stand where the services do", async () => {
  const made = await registered({});
  expect(made.length).toBeGreaterThan(3);
  for (const { type, inputs } of made) {
    expect(type).toBe("kubernetes:core/v1:Secret");
    expect(inputs.metadata.namespace).toBe(environment.namespace);
  }
});

test("sealed ones are all sealed, and open for the controller alone", async () => {
  const keeping = { kind: "sealed", certificate } as const;
  const made = await registered({ keeping, sealingKey: "of the shop" });
  expect(new Set(made.map(({ type }) => type))).toEqual(
    new Set(["kubernetes:bitnami.com/v1alpha1:SealedSecret"]),
  );
  const [first] = made;
  expect(JSON.stringify(made)).not.toContain("value of");
  const label = `${environment.namespace}/counter-app-token`;
  expect(unseal(first?.inputs.spec.encryptedData.token, createPrivateKey(privateKey), label)).toBe(
    "value of counter-app-token",
  );
});

test("external ones are those of accounts outside; what the stack makes itself stays its own", async () => {
  const store = { kind: "SecretStore", name: "vault" } as const;
  const keeping = { kind: "external", store, prefix: "", refresh: "1h" } as const;
  const { "database/connection": _, ...rest } = values;
  const made = await registered({ keeping, outside: ["database"], values: rest });
  const named = (kind: string) =>
    made.filter(({ type }) => type.endsWith(`:${kind}`)).map(({ name }) => name);
  expect(named("ExternalSecret")).toEqual(["database"]);
  expect(named("Secret")).not.toContain("database");
  expect(named("Secret")).toContain("counter-app-token");
});
