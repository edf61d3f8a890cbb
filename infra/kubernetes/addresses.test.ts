import { expect, test } from "vitest";
import { addressesOf, overlap } from "./addresses.ts";

test("a cluster has one range, and everything in it", () => {
  const { node, podsOf, balancer, ...ranges } = addressesOf(3);
  expect(ranges).toEqual({
    whole: "10.203.0.0/16",
    lan: "10.203.0.0/24",
    host: "10.203.0.1",
    pods: "10.203.16.0/20",
    balancers: "10.203.64.0/24",
    services: "10.203.128.0/17",
    apiService: "10.203.128.1",
    dnsService: "10.203.128.10",
  });
  expect([node(0), node(1)]).toEqual(["10.203.0.10", "10.203.0.11"]);
  expect([podsOf(0), podsOf(1)]).toEqual(["10.203.16.0/24", "10.203.17.0/24"]);
  expect(balancer(0)).toBe("10.203.64.1");
});

test("parts of a range have no address in common, nor have two clusters", () => {
  const { whole, lan, pods, services, balancers } = addressesOf(0);
  const parts = [lan, pods, services, balancers];
  for (const part of parts) {
    expect(overlap(part, whole)).toBe(true);
    expect(parts.filter((other) => overlap(part, other))).toEqual([part]);
    expect(overlap(part, addressesOf(1).whole)).toBe(false);
  }
});

test.each([
  ["10.200.0.0/16", "10.200.3.7", true],
  ["10.200.0.0/16", "10.0.0.0/8", true],
  ["0.0.0.0/0", "10.200.0.0/16", true],
  ["10.200.0.0/16", "10.201.0.0/16", false],
  ["192.168.0.0/16", "10.200.0.0/16", false],
  ["10.200.0.4/31", "10.200.0.5/32", true],
  ["10.200.0.4/31", "10.200.0.6/32", false],
])("%s and %s have an address in common: %s", (one, other, expected) => {
  expect(overlap(one, other)).toBe(expected);
  expect(overlap(other, one)).toBe(expected);
});

test.each([-1, 10, 0.5])("there is no cluster %d", (index) => {
  expect(() => addressesOf(index)).toThrow("clusters are numbered 0 to 9");
});
