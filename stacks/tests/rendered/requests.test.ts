import { expect, test } from "vitest";
import { manifests } from "../../../components/render/manifests.ts";
import { freeTier } from "../../../infra/cluster/cluster-args.ts";
import { app } from "../../../services/catalogue.ts";
import type { ClusterName } from "../../clusters.ts";
import { dev } from "../../dev.ts";
import { environmentOf } from "../../environments.ts";
import { fitOn, podRequests, type Request, sumOf } from "./requests.ts";

const pods = (cluster: ClusterName) => podRequests(manifests(app, environmentOf("dev", cluster)));
/** What runs beside the services. */
const besides: readonly Request[] =
  dev.budget.kind === "machine" ? Object.values(dev.budget.besides) : [];

test("everything of dev fits on a laptop of 4 processors and 8 GiB", () => {
  const all = [...pods("minikube"), ...besides];
  expect(besides.length).toBeGreaterThan(3);
  expect(all.length).toBeGreaterThan(app.services.length);
  expect(fitOn(1, { cpuMilli: 4_000, memoryMiB: 8 * 1_024 }, all)).toBe(true);
});

test("everything of dev fits on the machines that are free at Oracle", () => {
  const { machinesMax, ocpus, memoryGiB } = freeTier;
  expect([machinesMax * ocpus, machinesMax * memoryGiB]).toEqual([4, 24]);
  const all = [...pods("oke"), ...besides];
  // A machine keeps a part for itself: 70 thousandths of a processor, and 20% of the first 4 GiB,
  // 10% of the next 4 and 6% of the rest, as Oracle's pages say of 2 processors and 12 GB.
  const machine = { cpuMilli: ocpus * 1_000 - 70, memoryMiB: memoryGiB * 953 - 1_450 };
  expect(fitOn(machinesMax, machine, all)).toBe(true);
  // And there is room for a second replica of each service, as during an update.
  expect(fitOn(machinesMax, machine, [...all, ...pods("oke")])).toBe(true);
});

test("what does not fit is seen: too much in sum, and too big for any single machine", () => {
  const machine = { cpuMilli: 2_000, memoryMiB: 1_000 };
  expect(fitOn(2, machine, [{ cpuMilli: 10, memoryMiB: 1_200 }])).toBe(false);
  expect(fitOn(2, machine, Array(5).fill({ cpuMilli: 900, memoryMiB: 10 }))).toBe(false);
  expect(fitOn(2, machine, Array(4).fill({ cpuMilli: 900, memoryMiB: 10 }))).toBe(true);
});

test("a sum counts each replica with its sidecar, of prod the least that may run", () => {
  const prod = podRequests(manifests(app, environmentOf("prod")));
  expect(prod.length).toBeGreaterThanOrEqual(2 * app.services.length);
  expect(sumOf(prod).memoryMiB).toBeGreaterThan(2 * sumOf(pods("doks")).memoryMiB);
});
