import { Provider } from "@pulumi/kubernetes";
import { output, runtime } from "@pulumi/pulumi";
import { beforeAll, expect, test } from "vitest";
import type { Surroundings } from "../cluster/cluster-maker.ts";
import { makeStateStore } from "./state-store.ts";
import type { StateStoreArgs } from "./state-store-args.ts";

const network = output("a-network");
const subnet = output("a-subnet");
const places: readonly Surroundings[] = [
  { cloud: "digitalocean", region: "fra1", network },
  { cloud: "gcp", region: "r", project: "p", network },
  { cloud: "azure", region: "r", resourceGroup: output("g"), network, subnet },
  { cloud: "oci", compartment: "c", subnet, availabilityDomain: "AD-1" },
];
/** At each cloud one of both engines. */
const stores: readonly (readonly [StateStoreArgs, StateStoreArgs])[] = [
  [
    { kind: "digitalocean-postgresql", size: "s", nodes: 2 },
    { kind: "digitalocean-redis", size: "s", nodes: 2 },
  ],
  [
    { kind: "gcp-postgresql", size: "s", gibibytes: 20 },
    { kind: "gcp-redis", size: "BASIC", gibibytes: 1 },
  ],
  [
    { kind: "azure-postgresql", size: "s", gibibytes: 32 },
    { kind: "azure-redis", size: "Balanced_B1", gibibytes: 1 },
  ],
  [
    { kind: "oci-postgresql", size: "s", nodes: 2 },
    { kind: "oci-redis", gibibytes: 2, nodes: 2 },
  ],
];
const registered: runtime.MockResourceArgs[] = [];
const onlyTheCloudKnows = {
  hostName: "a-host.test",
  host: "10.0.0.5",
  primaryFqdn: "a-host.test",
  privateHost: "a-host.test",
  networkDetails: { primaryDbEndpointPrivateIp: "10.0.0.6" },
};

beforeAll(async () => {
  await runtime.setMocks({
    newResource(args) {
      registered.push(args);
      return { id: `id of ${args.name}`, state: { ...args.inputs, ...onlyTheCloudKnows } };
    },
    call: () => ({ primaryKey: "a key" }),
  });
  const provider = new Provider("elsewhere", { kubeconfig: "" });
  for (const [i, surroundings] of places.entries()) {
    for (const args of stores[i] ?? []) {
      const place = { provider, namespace: "stores", password: "p", data: "protected" } as const;
      await makeStateStore(args.kind, args, { ...place, surroundings });
    }
  }
  await runtime.disconnect();
});

const typesOf = (kind: RegExp) => registered.map(({ type }) => type).filter((t) => kind.test(t));

test("each cloud has a PostgreSQL and a Redis", () => {
  expect(
    [
      ...typesOf(/^digitalocean:.*DatabaseCluster$/),
      ...typesOf(/^gcp:(sql|redis).*Instance$/),
      ...typesOf(/^azure-native:(dbforpostgresql:Server|redisenterprise:RedisEnterprise)$/),
      ...typesOf(/^oci:.*(DbSystem|RedisCluster)$/),
    ].map((type) => type.split(":")[0]),
  ).toEqual([
    ...["digitalocean", "digitalocean"],
    ...["gcp", "gcp"],
    ...["azure-native", "azure-native"],
    ...["oci", "oci"],
  ]);
});

test("Redis has one name in every cluster, and an address of its own where it has no name", () => {
  const services = registered.filter(({ type }) => type === "kubernetes:core/v1:Service");
  expect(services.map(({ inputs }) => inputs.metadata.name)).toEqual(Array(4).fill("redis"));
  const slices = registered.filter(({ type }) => type.endsWith(":EndpointSlice"));
  expect(slices.map(({ inputs }) => inputs)).toMatchObject([
    {
      metadata: { labels: { "kubernetes.io/service-name": "redis" } },
      endpoints: [{ addresses: ["10.0.0.5"] }],
      ports: [{ port: 6_378 }],
    },
  ]);
});

test("whoever comes to Oracle's Redis without the password is nobody", () => {
  const [user] = registered.filter(({ type }) => type.endsWith(":OciCacheUser"));
  expect(user?.inputs).toMatchObject({
    name: "default",
    authenticationMode: {
      authenticationType: "PASSWORD",
      // SHA-256 of "p".
      hashedPasswords: ["148de9c5a7a44d19e56cd9ae1a554bf67847afb0c58f6e12fa29ac7ddfca9940"],
    },
  });
});

test("servers at Azure are reached from the cluster's own network alone", () => {
  const ends = registered.filter(({ type }) => type.endsWith(":PrivateEndpoint"));
  expect(ends.map(({ inputs }) => inputs.subnet.id)).toEqual(["a-subnet", "a-subnet"]);
  for (const { inputs } of registered.filter(({ type }) => /:(Server|RedisEnterprise)$/.test(type)))
    expect(JSON.stringify(inputs)).toContain('"publicNetworkAccess":"Disabled"');
});

test("a store of another cloud is refused before anything of it is made", async () => {
  const provider = new Provider("nowhere", { kubeconfig: "" });
  const place = { provider, namespace: "stores", password: "p" };
  await expect(
    makeStateStore(
      "wrong",
      { kind: "digitalocean-redis", size: "s", nodes: 1 },
      { ...place, surroundings: { cloud: "none" } },
    ),
  ).rejects.toThrow('"digitalocean-redis" stands at digitalocean, the cluster does not');
});
