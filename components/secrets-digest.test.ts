import { type Input, runtime } from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { Application, type ApplicationArgs } from "./application.ts";
import { neededSecrets, placeOf } from "./render/secrets.ts";
import { aCluster } from "./render/testing/a-cluster.ts";
import { shop } from "./render/testing/a-shop.ts";

const environment = aCluster({
  variables: { kitchen: { OVEN_KEY: { name: "oven", key: "key" } } },
});
const values: Readonly<Record<string, Input<string>>> = Object.fromEntries(
  neededSecrets(shop, environment).map((ref) => [placeOf(ref), `value of ${ref.name}`]),
);

const keyed = { sealingKey: "of the shop" };

/** The digest on the pods of each service. */
async function digests(given: Partial<ApplicationArgs> = keyed) {
  const found: Record<string, unknown> = {};
  await runtime.setMocks({
    newResource({ type, name, inputs }) {
      if (type.endsWith(":Deployment")) {
        found[name] = inputs.spec.template.metadata.annotations["checksum/secrets"];
      }
      return { id: name, state: inputs };
    },
    call: ({ inputs }) => inputs,
  });
  new Application("shop", { app: shop, environment, values, ...given });
  await runtime.disconnect();
  return found;
}

const renewed = async (given: Partial<ApplicationArgs>) => {
  const [before, after] = [await digests(), await digests({ ...keyed, ...given })];
  return shop.services.map(({ id }) => id).filter((id) => before[id] !== after[id]);
};

test("pods are the same as long as their secrets are", async () => {
  expect(await digests()).toEqual(await digests());
  for (const digest of Object.values(await digests())) expect(digest).toMatch(/^[0-9a-f]{16}$/);
});

test.each([
  ["kitchen-app-token/token", ["kitchen"], "the token of its own sidecar"],
  ["counter-broker/password", ["counter"], "its own password at the broker"],
  ["database/connection", ["counter"], "the store, which it alone has"],
  ["oven/key", ["kitchen"], "what a variable names"],
  ["till-key/till-key", ["counter"], "what it asks its sidecar for"],
])("another %s renews %j: %s", async (place, ids) => {
  expect(values).toHaveProperty([place]);
  expect(await renewed({ values: { ...values, [place]: "another" } })).toEqual(ids);
});

test("what a vault keeps is no part of it", async () => {
  const { "oven/key": _, ...others } = values;
  const keeping = {
    kind: "external",
    store: { kind: "ClusterSecretStore", name: "vault" },
    prefix: "",
    refresh: "1h",
  } as const;
  expect(await renewed({ values: others, keeping, outside: ["oven"] })).toEqual(["kitchen"]);
});

test("nobody without the key can try words against it, and without a key there is none", async () => {
  expect(await renewed({ sealingKey: "another" })).toEqual(["counter", "till", "kitchen"]);
  expect(await digests({})).toEqual({ counter: undefined, till: undefined, kitchen: undefined });
});
