import { expect, test } from "vitest";
import { packageOf } from "./debian.ts";

test.each([
  ["/x/redis-server_5%3a7.0.15-1~deb12u10_amd64.deb", "redis-server", "7.0.15"],
  ["postgresql-15_15.20-0+deb12u1_amd64.deb", "postgresql-15", "15.20"],
  ["containerd_1.6.20~ds1-1+deb12u3_amd64.deb", "containerd", "1.6.20"],
  ["runc_1.1.5+ds1-1+deb12u1_amd64.deb", "runc", "1.1.5"],
])("%s is %s %s", (file, name, version) => {
  expect(packageOf(file)).toEqual({ name, version });
});
