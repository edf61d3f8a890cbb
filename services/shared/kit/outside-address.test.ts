import { expect, test } from "vitest";
import { isPublicAddress } from "./outside-address.ts";

test.each(["1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111"])(
  "%s is public",
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

test.each([
  ["this host", "0.0.0.0"],
  ["loopback", "127.0.0.1"],
  ["all of loopback", "127.255.255.254"],
  ["private", "10.1.2.3"],
  ["private", "172.16.0.1"],
  ["private", "172.31.255.255"],
  ["private", "192.168.1.1"],
  ["carrier-grade NAT", "100.64.0.1"],
  ["link-local and metadata", "169.254.169.254"],
  ["the metadata of Azure", "168.63.129.16"],
  ["the metadata of Alibaba", "100.100.100.200"],
  ["the metadata of Oracle", "192.0.0.192"],
  ["documentation", "192.0.2.1"],
  ["documentation", "198.51.100.1"],
  ["documentation", "203.0.113.1"],
  ["a 6to4 relay", "192.88.99.1"],
  ["benchmarks", "198.19.0.1"],
  ["multicast", "224.0.0.1"],
  ["reserved", "240.0.0.1"],
  ["broadcast", "255.255.255.255"],
  ["loopback", "::1"],
  ["no address at all", "::"],
  ["link-local", "fe80::1"],
  ["link-local of a network card", "fe80::1%eth0"],
  ["unique local", "fc00::1"],
  ["the metadata of AWS", "fd00:ec2::254"],
  ["multicast", "ff02::1"],
  ["mapped loopback", "::ffff:127.0.0.1"],
  ["mapped loopback in hex", "::ffff:7f00:1"],
  ["a mapped public one", "::ffff:1.1.1.1"],
  ["a compatible one", "::127.0.0.1"],
  ["NAT64 of loopback", "64:ff9b::7f00:1"],
  ["local NAT64", "64:ff9b:1::7f00:1"],
  ["6to4 of loopback", "2002:7f00:1::"],
  ["Teredo", "2001:0:7f00:1::"],
  ["documentation", "2001:db8::1"],
  ["documentation", "3fff::1"],
  ["a name", "localhost"],
  ["nothing", ""],
])("%s is not: %s", (_, address) => {
  expect(isPublicAddress(address)).toBe(false);
});
