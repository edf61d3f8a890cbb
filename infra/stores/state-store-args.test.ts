import { expect, test } from "vitest";
import { cloudOf, engineOf, portOf, type StateStoreArgs } from "./state-store-args.ts";

const external = (connection: string): StateStoreArgs => ({
  kind: "external-postgresql",
  connection,
});

test.each<[StateStoreArgs, string, string, number]>([
  [{ kind: "in-cluster-postgresql", gibibytes: 1 }, "any", "postgresql", 5_432],
  [{ kind: "in-cluster-redis", gibibytes: 1 }, "any", "redis", 6_379],
  [{ kind: "digitalocean-postgresql", size: "a", nodes: 1 }, "digitalocean", "postgresql", 25_060],
  [{ kind: "digitalocean-redis", size: "a", nodes: 1 }, "digitalocean", "redis", 25_061],
  [{ kind: "gcp-postgresql", size: "a", gibibytes: 1 }, "gcp", "postgresql", 5_432],
  [{ kind: "gcp-redis", size: "a", gibibytes: 1 }, "gcp", "redis", 6_378],
  [{ kind: "azure-postgresql", size: "a", gibibytes: 1 }, "azure", "postgresql", 5_432],
  [{ kind: "azure-redis", size: "a", gibibytes: 1 }, "azure", "redis", 10_000],
  [{ kind: "oci-postgresql", size: "a", nodes: 1 }, "oci", "postgresql", 5_432],
  [{ kind: "oci-redis", gibibytes: 1, nodes: 1 }, "oci", "redis", 6_379],
  [external("host=db.example.com"), "any", "postgresql", 5_432],
])("%j stands at %s and speaks %s on port %i", (args, cloud, engine, port) => {
  expect([cloudOf(args), engineOf(args), portOf(args)]).toEqual([cloud, engine, port]);
});

test("the port of somebody else's is the one that its connection names", () => {
  expect(portOf(external("host=db.example.com port=6432 user=a"))).toBe(6_432);
  expect(portOf(external("postgres://a:b@db.example.com:6543/shop"))).toBe(6_543);
});
