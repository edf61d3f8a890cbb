import { describe, expect, test } from "vitest";
import { type Facts, problemsOf, rangesIn } from "./preflight.ts";

const fine: Facts = {
  system: "linux",
  user: 0,
  capabilities: 0x1ff_ffff_ffffn,
  missing: [],
  hierarchies: { version: 1, tracking: "/sys/fs/cgroup/pids", accounting: [], others: [] },
  canMakeGroups: true,
  hidden: [],
  diskMiB: 50_000,
  memoryMiB: 16_000,
  nodes: 2,
  index: 0,
  base: "/home/me/.cache/nudge/clusters",
};

test("nothing is in the way on a machine that has everything", () => {
  expect(problemsOf(fine)).toEqual([]);
});

describe("what is in the way is said with the way out", () => {
  test.each<[Partial<Facts>, string]>([
    [{ system: "darwin" }, "system: is darwin; nodes need Linux: use a virtual machine, or Docker"],
    [
      { user: 1_000 },
      "user: is not root, who alone may make networks and mounts; run it with sudo",
    ],
    [
      { capabilities: 0x1ff_ffff_ffffn & ~(1n << 21n) },
      "rights: root lacks CAP_SYS_ADMIN here; run it on a machine, not in a container",
    ],
    [
      { missing: ["ip", "nsenter"] },
      "commands: ip, nsenter are missing; install the packages iproute2, libc-bin, mount, util-linux",
    ],
    [
      { hierarchies: undefined },
      "control groups: cpu, cpuset, memory and pids are not all mounted under /sys/fs/cgroup; run it on a machine, not in a container",
    ],
    [
      { canMakeGroups: false },
      "control groups: /sys/fs/cgroup/pids cannot be written; a container needs it mounted writable",
    ],
    [
      { hidden: ["/var/lib/ci/tools"] },
      "/var/lib/ci/tools: a node has its own /run/ /var/run/ /var/lib/ /var/log/ and would not see it; move it",
    ],
    [{ nodes: 5 }, "--nodes: is 5; 1 to 4 are possible"],
    [{ nodes: 0.5 }, "--nodes: is 0.5; 1 to 4 are possible"],
    [
      { diskMiB: 7_167 },
      "disk: 7167 MiB are free at /home/me/.cache/nudge/clusters; 7168 are needed: make room",
    ],
    [{ memoryMiB: 2_047 }, "memory: 2047 MiB are free; 2048 are needed: end other programs"],
    [
      { index: undefined },
      "addresses: all of 10.200.0.0 to 10.209.255.255 are in use; npm run cluster -- status shows by which clusters, ip route by what else",
    ],
  ])("%o", (facts, expected) => {
    expect(problemsOf({ ...fine, ...facts })).toEqual([expected]);
  });

  test("all of it at once", () => {
    expect(problemsOf({ ...fine, nodes: 9, diskMiB: 1, missing: ["ip"] })).toHaveLength(3);
  });
});

test("ranges in use are read from the machine's routes, and the default is none", () => {
  const routes = `default via 192.0.2.1 dev eth0
10.200.0.0/16 via 10.200.0.10 dev nudge0
192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.2
unreachable 10.9.0.0/16
local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1
broadcast 192.0.2.255 dev eth0 table local
`;
  expect(rangesIn(routes)).toEqual([
    "10.200.0.0/16",
    "192.0.2.0/24",
    "10.9.0.0/16",
    "127.0.0.0/8",
    "192.0.2.255",
  ]);
});
