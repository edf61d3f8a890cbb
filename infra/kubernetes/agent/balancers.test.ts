import { expect, test } from "vitest";
import { addressesFor, type Balancer } from "./balancers.ts";

const address = (at: number) => `10.200.64.${1 + at}`;
const waiting = (path: string): Balancer => ({ path, uid: path });

test("each service that waits gets the lowest address that nobody has", () => {
  const there = { path: "/b", uid: "b", address: "10.200.64.1" };
  expect(addressesFor([waiting("/a"), there, waiting("/c")], address)).toEqual([
    { path: "/a", address: "10.200.64.2" },
    { path: "/c", address: "10.200.64.3" },
  ]);
});

test("a service that has an address keeps it", () => {
  const there = { path: "/a", uid: "a", address: "10.200.64.7" };
  expect(addressesFor([there], address)).toEqual([]);
});

test("when all are given, the others go on waiting", () => {
  const many = Array.from({ length: 300 }, (_, at) => waiting(`/${at}`));
  expect(addressesFor(many, address)).toHaveLength(200);
});
