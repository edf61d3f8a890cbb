import { BlockList, isIP } from "node:net";

/**
 * What is not the public Internet, as IANA's registries of special addresses list it, with the
 * metadata addresses of clouds. A request to one of these would speak with our own platform.
 */
const inside = new BlockList();
for (const [from, bits] of [
  ["0.0.0.0", 8], // this host
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // carrier-grade NAT, and the metadata of Alibaba
  ["127.0.0.0", 8],
  ["168.63.129.16", 32], // the metadata of Azure stands among public addresses
  ["169.254.0.0", 16], // link-local, and the metadata of most clouds
  ["172.16.0.0", 12],
  ["192.0.0.0", 24], // protocol assignments, and the metadata of Oracle
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // relays of 6to4
  ["192.168.0.0", 16],
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, and broadcast
] as const) {
  inside.addSubnet(from, bits, "ipv4");
}
for (const [from, bits] of [
  ["2001::", 23], // protocol assignments, Teredo among them
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4 carries any IPv4 address
  ["3fff::", 20],
] as const) {
  inside.addSubnet(from, bits, "ipv6");
}

/**
 * All public IPv6 addresses there are today. Loopback, link-local, private and multicast ones lie
 * outside of it, and so do the prefixes that carry an IPv4 address, ::ffff:0:0 and 64:ff9b::.
 */
const globalUnicast = new BlockList();
globalUnicast.addSubnet("2000::", 3, "ipv6");

/** Whether an address belongs to the public Internet; false for what is no address. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !inside.check(address, "ipv4");
    case 6:
      return globalUnicast.check(address, "ipv6") && !inside.check(address, "ipv6");
    default:
      return false;
  }
}
