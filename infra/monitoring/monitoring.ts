import { type apps, core, helm } from "@pulumi/kubernetes";
import {
  ComponentResource,
  type ComponentResourceOptions,
  CustomResource,
  type Input,
  type Resource,
  secret,
} from "@pulumi/pulumi";
import type { PlatformPart } from "../platform-part.ts";
import { room } from "../room.ts";
import { type Transform, transformed } from "../transform.ts";
import { charts } from "../versions.ts";
import { onlyWaysIn } from "../ways-in.ts";
import { daprMonitor } from "./dapr-monitor.ts";
import { grafanaLogin, releaseName } from "./tools.ts";
import { type MonitoringValues, monitoringValues } from "./values.ts";
import { waysToMonitoring } from "./ways.ts";
import { zipkin } from "./zipkin.ts";

export interface MonitoringArgs extends PlatformPart, Omit<MonitoringValues, "storageClass"> {
  /** Where it stands; the policies of whoever is measured know it by this name. */
  readonly namespace: string;
  /** Where Dapr's control plane stands. */
  readonly controlPlane: string;
  /** With which people log in at Grafana. */
  readonly password: Input<string>;
  /** The side door of each child. @default {} */
  readonly transform?: {
    readonly release?: Transform<helm.v3.ReleaseArgs>;
    readonly tracing?: Transform<apps.v1.DeploymentArgs>;
  };
}

class Monitor extends CustomResource {}

/**
 * Who watches: Prometheus with its operator, Grafana, where several watch Alertmanager, and Zipkin
 * for traces. What is measured says so itself, by monitors; dashboards and rules are objects beside
 * it, which Grafana and Prometheus find by their kind.
 */
export class Monitoring extends ComponentResource {
  /** Whoever has monitors, or sends traces, stands after these. */
  readonly ready: readonly Resource[];

  constructor(name: string, args: MonitoringArgs, options: ComponentResourceOptions = {}) {
    super("platform:index:Monitoring", name, {}, options);
    const { namespace, provider, after = [], transform = {} } = args;
    const space = room(namespace, "restricted", { parent: this, provider });
    const inside = { parent: this, provider, dependsOn: space };
    const login = this.#login(args, space);
    const release = new helm.v3.Release(
      `${name}-release`,
      transformed(
        {
          ...charts.kubePrometheusStack,
          name: releaseName,
          namespace,
          timeout: installSeconds,
          values: monitoringValues(args),
        },
        transform.release,
      ),
      { ...inside, dependsOn: [space, login, ...after] },
    );
    const policies = onlyWaysIn(namespace, waysToMonitoring, inside);
    const { tracing } = transform;
    const traces = zipkin(
      { namespace, provider, ...(tracing === undefined ? {} : { transform: tracing }) },
      { parent: this, dependsOn: space },
    );
    const monitor = new Monitor(
      "kubernetes:monitoring.coreos.com/v1:PodMonitor",
      `${name}-dapr`,
      { ...daprMonitor(namespace, args.controlPlane) },
      { parent: this, provider, dependsOn: release },
    );
    this.ready = [space, ...policies, release, ...traces, monitor];
    this.registerOutputs({});
  }

  #login({ namespace, provider, password }: MonitoringArgs, space: Resource): core.v1.Secret {
    const { name, user, key } = grafanaLogin;
    return new core.v1.Secret(
      name,
      { metadata: { name, namespace }, stringData: { user, [key]: secret(password) } },
      { parent: this, provider, dependsOn: space },
    );
  }
}

/** Images of several hundred MB come over the network, and pods start one after the other. */
const installSeconds = 600;
