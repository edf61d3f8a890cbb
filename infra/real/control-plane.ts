import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Chain, newChain } from "../certificates/chain.ts";
import type { Part } from "./part.ts";
import { portsFor } from "./ports.ts";
import type { Supervisor } from "./supervisor.ts";

export interface ControlPlanePrograms {
  readonly sentry: string;
  readonly placement: string;
  readonly scheduler: string;
}

/** What sidecars need to know of the programs above them. */
export interface ControlPlane {
  readonly addresses: {
    readonly sentry: string;
    readonly placement: string;
    readonly scheduler: string;
  };
  /** The certificate of the authority that all trust, as PEM. */
  readonly trustAnchors: string;
  readonly parts: { readonly sentry: Part; readonly placement: Part; readonly scheduler: Part };
}

/** Of the control plane itself; services have one of their own. */
export const controlPlaneTrustDomain = "localhost";
const here = "127.0.0.1";
const wayOut = "npm run tools -- ensure sentry placement scheduler";

/**
 * Starts the authority first, then those that get their certificates from it.
 * @param chain signs for it @default a new one
 */
export async function startControlPlane(
  supervisor: Supervisor,
  programs: ControlPlanePrograms,
  chain: Chain = chainOfOneRun(),
): Promise<ControlPlane> {
  const folder = join(supervisor.folder, "dapr");
  const credentials = writeCredentials(join(folder, "credentials"), chain);
  const start = starting(supervisor);
  const settings = join(folder, "sentry.yaml");
  writeFileSync(settings, JSON.stringify(certificates));
  const sentry = await start("sentry", programs.sentry, () => [
    ...["--config", settings, "--issuer-credentials", credentials],
    ...["--trust-domain", controlPlaneTrustDomain],
  ]);
  const anchors = join(credentials, "ca.crt");
  const secured = [
    ...["--tls-enabled", "--sentry-address", sentry.address, "--trust-anchors-file", anchors],
    ...["--trust-domain", controlPlaneTrustDomain],
  ];
  const { raft, etcd, peers } = await portsFor("raft", "etcd", "peers");
  const [placement, scheduler] = await Promise.all([
    start("placement", programs.placement, () => [
      ...secured,
      ...["--initial-cluster", `dapr-placement-0=${here}:${raft}`],
    ]),
    start("scheduler", programs.scheduler, (port) => [
      ...secured,
      ...["--etcd-data-dir", join(folder, "scheduler"), "--etcd-client-port", String(etcd)],
      ...["--etcd-initial-cluster", `dapr-scheduler-server-0=http://${here}:${peers}`],
      // It would tell sidecars the machine's name, which may be reached by nobody.
      ...["--override-broadcast-host-port", `${here}:${port}`],
    ]),
  ]);
  return {
    addresses: {
      sentry: sentry.address,
      placement: placement.address,
      scheduler: scheduler.address,
    },
    trustAnchors: chain.root,
    parts: { sentry: sentry.part, placement: placement.part, scheduler: scheduler.part },
  };
}

const chainOfOneRun = (): Chain =>
  newChain({
    organization: controlPlaneTrustDomain,
    now: new Date(),
    issuerDays: 365,
    rootDays: 3_650,
  });

/**
 * The authority finds its credentials. Those that it makes itself it notices as new (1.18.2): 2 s after
 * its start, when it has long been ready, it begins anew, and a sidecar that asks meanwhile ends.
 */
function writeCredentials(folder: string, { root, issuer, issuerKey }: Chain): string {
  mkdirSync(folder, { recursive: true });
  const files = { "ca.crt": root, "issuer.crt": issuer, "issuer.key": issuerKey };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
  }
  return folder;
}

/** As Dapr has them by itself; without a file of settings its authority does not start. */
const certificates = {
  apiVersion: "dapr.io/v1alpha1",
  kind: "Configuration",
  metadata: { name: "certificates" },
  spec: { mtls: { enabled: true, workloadCertTTL: "24h", allowedClockSkew: "15m" } },
};

const starting =
  (supervisor: Supervisor) =>
  async (name: string, command: string, args: (port: number) => readonly string[]) => {
    const { port, health } = await portsFor("port", "health");
    const part = await supervisor.start({
      name,
      command,
      args: [
        ...["--port", String(port), "--listen-address", here, "--enable-metrics=false"],
        // Dapr 1.18.2 takes this address and listens at all others too; it says no more than "ok".
        ...["--healthz-port", String(health), "--healthz-listen-address", here],
        ...args(port),
      ],
      ready: { kind: "http", url: `http://${here}:${health}/healthz` },
      wayOut,
    });
    return { part, address: `${here}:${port}` };
  };
