import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startControlPlane } from "../real/control-plane.ts";
import { openSupervisor, type Supervisor } from "../real/supervisor.ts";
import { ensure } from "../toolchain/ensure.ts";
import { thisMachine } from "../toolchain/machine.ts";
import { newChain, withNewIssuer, withNewRoot } from "./chain.ts";

const args = { organization: "dapr.io/sentry", now: new Date(), issuerDays: 30, rootDays: 90 };
const { signal } = new AbortController();
const machine = thisMachine(process.env, { report: console.error, signal });
// While the file is read: to build them may take longer than a test waits.
const programs = {
  sentry: (await ensure("sentry", machine)).path("sentry"),
  placement: (await ensure("placement", machine)).path("placement"),
  scheduler: (await ensure("scheduler", machine)).path("scheduler"),
};
let supervisor: Supervisor;

beforeAll(async () => {
  supervisor = await openSupervisor();
});
afterAll(() => supervisor.close());

test("Dapr's own authority takes the issuer, and its control plane trusts both roots", async () => {
  const chain = withNewIssuer(withNewRoot(newChain(args), args), args);
  const credentials = join(supervisor.folder, "dapr", "credentials");
  mkdirSync(credentials, { recursive: true });
  const files = { "ca.crt": chain.root, "issuer.crt": chain.issuer, "issuer.key": chain.issuerKey };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(credentials, name), content, { mode: 0o600 });
  }
  // Placement and scheduler start only with certificates that the issuer has signed for them.
  const { trustAnchors } = await startControlPlane(supervisor, programs);
  expect(trustAnchors).toBe(chain.root);
}, 60_000);
