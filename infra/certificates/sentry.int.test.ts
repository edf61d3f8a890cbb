import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startControlPlane } from "../real/control-plane.ts";
import { openSupervisor, type Supervisor } from "../real/supervisor.ts";
import { ensure } from "../toolchain/ensure.ts";
import { thisMachine } from "../toolchain/machine.ts";
import { newChain, withNewIssuer, withNewRoot } from "./chain.ts";

const args = { organization: "dapr.io/sentry", now: new Date(), issuerDays: 30, rootDays: 90 };
/** It takes 2 s after a change of its credentials, in case that more follow. */
const noticedAfterMs = 3_000;
const { signal } = new AbortController();
const machine = thisMachine(process.env, { report: console.error, signal });
// While the file is read: to build them may take longer than a test waits.
const programs = {
  sentry: (await ensure("sentry", machine)).path("sentry"),
  placement: (await ensure("placement", machine)).path("placement"),
  scheduler: (await ensure("scheduler", machine)).path("scheduler"),
};
let supervisor: Supervisor;

beforeEach(async () => {
  supervisor = await openSupervisor();
});
afterEach(() => supervisor.close());

test("Dapr's own authority takes the issuer, and its control plane trusts both roots", async () => {
  const chain = withNewIssuer(withNewRoot(newChain(args), args), args);
  // Placement and scheduler start only with certificates that the issuer has signed for them.
  await startControlPlane(supervisor, programs, chain);
  const kept = join(supervisor.folder, "dapr", "credentials", "ca.crt");
  expect(readFileSync(kept, "utf8")).toBe(chain.root);
}, 60_000);

test("Dapr's own authority begins once, and is there from then on", async () => {
  await startControlPlane(supervisor, programs);
  await setTimeout(noticedAfterMs);
  const said = readFileSync(join(supervisor.logs, "sentry.log"), "utf8");
  expect(said).not.toMatch("reloading");
}, 60_000);
