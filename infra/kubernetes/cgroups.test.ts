import { expect, test } from "vitest";
import { groupsOf, hierarchiesOf } from "./cgroups.ts";

const first = ["cpu", "cpuacct", "cpuset", "memory", "pids"]
  .map((each) => `cgroup /sys/fs/cgroup/${each} cgroup rw,relatime,${each} 0 0`)
  .join("\n");
const second = "cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0";

test("the first version has a hierarchy a controller; processes are listed in that of pids", () => {
  expect(hierarchiesOf(`/dev/vda / ext4 rw 0 0\n${first}\n${second}\n`)).toEqual({
    version: 1,
    tracking: "/sys/fs/cgroup/pids",
    accounting: [
      "/sys/fs/cgroup/cpu",
      "/sys/fs/cgroup/cpuacct",
      "/sys/fs/cgroup/cpuset",
      "/sys/fs/cgroup/memory",
      "/sys/fs/cgroup/pids",
    ],
    others: ["/sys/fs/cgroup/unified"],
  });
});

test("the second version has one for all", () => {
  expect(hierarchiesOf("cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n")).toEqual({
    version: 2,
    tracking: "/sys/fs/cgroup",
    accounting: ["/sys/fs/cgroup"],
    others: [],
  });
});

test("without a controller that a node needs, there is none", () => {
  expect(hierarchiesOf("/dev/vda / ext4 rw 0 0\n")).toBeUndefined();
  expect(hierarchiesOf(first.replace(/^.*memory.*$/m, ""))).toBeUndefined();
});

test.each(["", "/", "..", "kubepods", "nudge-x", "nudge-x-ab/../..", "nudge-x-abcdef/n0"])(
  "a group called %j is nobody's to touch",
  (id) => {
    expect(() => groupsOf(id)).toThrow("names no group of a cluster");
  },
);
