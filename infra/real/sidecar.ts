import { join } from "node:path";
import { type ControlPlane, controlPlaneTrustDomain } from "./control-plane.ts";
import type { Part } from "./part.ts";
import type { ResourceFolder } from "./resource-folder.ts";
import type { Supervisor } from "./supervisor.ts";

/** One real sidecar. */
export interface SidecarWanted {
  readonly app: string;
  /** Names its log. @default the app */
  readonly name?: string;
  readonly namespace: string;
  readonly ports: SidecarPorts;
  readonly appPort: number;
  /** What the app has to show to its sidecar, and the sidecar to its app. */
  readonly tokens?: { readonly api: string; readonly app: string };
  /** What components find in the sidecar's own surroundings. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The names of the ports that each sidecar has. */
export const sidecarPortNames = ["http", "grpc", "internal", "metrics"] as const;
export type SidecarPorts = Readonly<Record<(typeof sidecarPortNames)[number], number>>;

const here = "127.0.0.1";
/** Above the programs it needs, below the service that needs it. */
const stage = 1;
/** What it may take to hand over what is in flight; nobody watches a machine longer than that. */
const graceSeconds = 2;

/** Starts a sidecar and waits until it is ready, which it is not before its app listens. */
export const startSidecar = (
  supervisor: Supervisor,
  daprd: string,
  { resources, configuration, shared }: ResourceFolder,
  { addresses, trustAnchors }: ControlPlane,
  wanted: SidecarWanted,
): Promise<Part> =>
  supervisor.start({
    name: wanted.name ?? `${wanted.app}-sidecar`,
    command: daprd,
    args: [
      ...["--app-id", wanted.app, "--app-port", String(wanted.appPort)],
      ...["--app-channel-address", here, "--dapr-listen-addresses", here],
      ...["--dapr-http-port", String(wanted.ports.http)],
      ...["--dapr-grpc-port", String(wanted.ports.grpc)],
      ...["--dapr-internal-grpc-port", String(wanted.ports.internal)],
      ...["--dapr-internal-grpc-listen-address", here],
      ...["--metrics-port", String(wanted.ports.metrics), "--metrics-listen-address", here],
      ...["--resources-path", resources, "--config", shared],
      ...configuration(wanted.app).flatMap((path) => ["--config", path]),
      ...["--enable-mtls", "--sentry-address", addresses.sentry],
      ...["--control-plane-trust-domain", controlPlaneTrustDomain],
      ...["--placement-host-address", addresses.placement],
      ...["--scheduler-host-address", addresses.scheduler],
      ...["--dapr-graceful-shutdown-seconds", String(graceSeconds), "--log-as-json"],
    ],
    variables: {
      ...wanted.variables,
      DAPR_TRUST_ANCHORS: trustAnchors,
      // Where other sidecars find this one.
      DAPR_HOST_IP: here,
      NAMESPACE: wanted.namespace,
      ...(wanted.tokens && {
        DAPR_API_TOKEN: wanted.tokens.api,
        APP_API_TOKEN: wanted.tokens.app,
      }),
    },
    ready: { kind: "http", url: `http://${here}:${wanted.ports.http}/v1.0/healthz` },
    wayOut: `see ${join(supervisor.logs, `${wanted.name ?? `${wanted.app}-sidecar`}.log`)}`,
    stage,
  });
