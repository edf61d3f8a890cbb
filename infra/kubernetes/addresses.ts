/** Every address of one cluster. Clusters beside it have others. */
export interface Addresses {
  /** All of the below. */
  readonly whole: string;
  /** The net between this machine and the nodes. */
  readonly lan: string;
  /** This machine on that net. */
  readonly host: string;
  readonly node: (at: number) => string;
  /** The pods of all nodes, and those of one. */
  readonly pods: string;
  readonly podsOf: (at: number) => string;
  /** Given to services of type LoadBalancer. */
  readonly balancers: string;
  readonly balancer: (at: number) => string;
  readonly services: string;
  readonly apiService: string;
  readonly dnsService: string;
}

/** One range of 10.200 to 10.209 a cluster; more of them would not fit into one machine's memory. */
export const clustersMax = 10;
/** Each is a control plane's helper and takes a processor's share; two show what distance does. */
export const nodesMax = 4;
const firstRange = 200;
/** Of 10.x.64.0/24, which is part of no other range. */
export const balancersMax = 200;

/** The addresses of the cluster that has this index among those of the machine. */
export function addressesOf(index: number): Addresses {
  if (!Number.isInteger(index) || index < 0 || index >= clustersMax) {
    throw new RangeError(`index: is ${index}; clusters are numbered 0 to ${clustersMax - 1}`);
  }
  const range = `10.${firstRange + index}`;
  return {
    whole: `${range}.0.0/16`,
    lan: `${range}.0.0/24`,
    host: `${range}.0.1`,
    node: (at) => `${range}.0.${10 + at}`,
    pods: `${range}.16.0/20`,
    podsOf: (at) => `${range}.${16 + at}.0/24`,
    balancers: `${range}.64.0/24`,
    balancer: (at) => `${range}.64.${1 + at}`,
    services: `${range}.128.0/17`,
    apiService: `${range}.128.1`,
    dnsService: `${range}.128.10`,
  };
}

/** Whether two ranges of IPv4 addresses, as `a.b.c.d/bits`, have an address in common. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [parseRange(one), parseRange(other)];
  const bits = Math.min(a.bits, b.bits);
  // A shift by 32 is none at all in this language.
  return bits === 0 || (a.address ^ b.address) >>> (32 - bits) === 0;
}

function parseRange(text: string): { readonly address: number; readonly bits: number } {
  const [address = "", bits = "32"] = text.split("/");
  const number = address.split(".").reduce((sum, part) => (sum << 8) | Number(part), 0);
  return { address: number, bits: Number(bits) };
}
