import { join } from "node:path";
import type { Environment } from "../components/model/environment.ts";
import type { ServiceSpec } from "../components/model/service.ts";
import { probePaths } from "../components/render/pod-life.ts";
import type { ControlPlane } from "../infra/real/control-plane.ts";
import type { Part } from "../infra/real/part.ts";
import { newPassword } from "../infra/real/password.ts";
import { portsFor } from "../infra/real/ports.ts";
import { isReady } from "../infra/real/ready.ts";
import type { ResourceFolder } from "../infra/real/resource-folder.ts";
import { type SidecarPorts, sidecarPortNames, startSidecar } from "../infra/real/sidecar.ts";
import type { Supervisor } from "../infra/real/supervisor.ts";
import { root } from "./commands/root.ts";

/** One replica of a service, before it runs. */
export interface Place {
  readonly spec: ServiceSpec;
  /** `{service}-{number}`, as a set of pods would call it. */
  readonly name: string;
  readonly ports: SidecarPorts & { readonly app: number };
  /** What the sidecar asks of its service, and the service of its sidecar. */
  readonly tokens: { readonly api: string; readonly app: string };
}

/** One replica of a service that runs beside its sidecar. */
export interface Replica extends Place {
  readonly service: Part;
  readonly sidecar: Part;
  isReady(): Promise<boolean>;
}

/** The same for all replicas, but for the last field. */
export interface ReplicaSurroundings {
  readonly supervisor: Supervisor;
  readonly daprd: string;
  readonly files: ResourceFolder;
  readonly controlPlane: ControlPlane;
  readonly environment: Environment;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What the sidecar knows and its service does not. */
  readonly sidecarVariables: Readonly<Record<string, string>>;
}

/** Above its sidecar: it ends first, so that its last words still go out. */
const stage = 2;

/** In how many replicas a service runs. */
export type ReplicasOf = (spec: ServiceSpec) => number;

/** A name, ports and tokens for each replica of each service. */
export const placesOf = (
  services: readonly ServiceSpec[],
  replicasOf: ReplicasOf,
): Promise<readonly Place[]> =>
  Promise.all(
    services.flatMap((spec) =>
      Array.from({ length: replicasOf(spec) }, async (_, n): Promise<Place> => {
        const ports = await portsFor(...sidecarPortNames, "app");
        const tokens = { api: newPassword(), app: newPassword() };
        return { spec, name: `${spec.id}-${n}`, ports, tokens };
      }),
    ),
  );

/** Starts a service and its sidecar at once, as a pod does, and waits until both are ready. */
export async function startReplica(place: Place, around: ReplicaSurroundings): Promise<Replica> {
  const { spec, name, ports, tokens } = place;
  const { supervisor, daprd, files, controlPlane, environment, sidecarVariables } = around;
  const readiness = {
    kind: "http",
    url: `http://127.0.0.1:${ports.app}${probePaths.ready}`,
  } as const;
  const [service, sidecar] = await Promise.all([
    supervisor.start({
      name,
      command: process.execPath,
      args: ["--disable-warning=ExperimentalWarning", join(root, "services", spec.id, "main.ts")],
      variables: { ...defined(around.variables), ...variablesOf(place, environment) },
      ready: readiness,
      wayOut: `see ${join(supervisor.logs, `${name}.log`)} and its sidecar's beside it`,
      stage,
    }),
    startSidecar(supervisor, daprd, files, controlPlane, {
      app: spec.id,
      name: `${name}-sidecar`,
      namespace: environment.namespace,
      ports,
      appPort: ports.app,
      tokens,
      variables: sidecarVariables,
    }),
  ]);
  return { ...place, service, sidecar, isReady: () => isReady(readiness, []) };
}

const variablesOf = ({ name, ports, tokens }: Place, { topicLayout }: Environment) => ({
  APP_PORT: String(ports.app),
  // Its callers are on this machine: its sidecar, and the one door before all services.
  HOST: "127.0.0.1",
  DAPR_HTTP_PORT: String(ports.http),
  DAPR_API_TOKEN: tokens.api,
  APP_API_TOKEN: tokens.app,
  TOPIC_LAYOUT: topicLayout,
  HOSTNAME: name,
  // The one door before all services says who asked.
  PROXY_HOPS: "1",
});

const defined = (variables: ReplicaSurroundings["variables"]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
