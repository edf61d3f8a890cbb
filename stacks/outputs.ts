import type { Output } from "@pulumi/pulumi";
import type { Application } from "../components/application.ts";
import type { ClusterEnvironment } from "../components/model/cluster-environment.ts";
import { endOf } from "../infra/certificates/chain.ts";
import type { Cluster } from "../infra/cluster/cluster.ts";
import { grafanaLogin, tools } from "../infra/monitoring/tools.ts";
import type { StackName } from "./environments.ts";
import { namespaces } from "./placed.ts";
import type { Settings } from "./settings.ts";

/** Where people and operators find everything, and what to do next. */
export interface Outputs {
  readonly application: string;
  /** The addresses of each service that has doors. */
  readonly doors: Readonly<Record<string, readonly string[]>>;
  /** Pages of tools, which are reached from this machine by a tunnel. */
  readonly tools: Readonly<Record<string, Tunnel>>;
  readonly topics: readonly string[];
  /** The last day of each certificate that somebody has to renew. */
  readonly certificates: Readonly<Record<string, string>>;
  readonly next: readonly string[];
  readonly kubeconfig?: Output<string>;
}

export interface Tunnel {
  readonly url: string;
  readonly command: string;
  /** Where one has to log in: as whom, and the command that shows the password. */
  readonly user?: string;
  readonly password?: string;
}

/** What a stack tells when it stands. */
export function outputsOf(
  stack: StackName,
  parts: {
    readonly cluster: Cluster;
    readonly environment: ClusterEnvironment;
    readonly application: Application;
    readonly settings: Settings;
  },
): Outputs {
  const { cluster, environment, application, settings } = parts;
  const { host, namespace, monitoring } = environment;
  const scheme = host.certificate === undefined ? "http" : "https";
  return {
    application: `${scheme}://${host.name}`,
    doors: application.doors,
    tools: {
      ...(monitoring === "off" ? {} : monitoringTools(monitoring.namespace)),
      ...(environment.brokerKeeper !== "elsewhere"
        ? { brokerConsole: tunnel(namespaces.broker, console) }
        : {}),
    },
    topics: application.eventBus.topics.map(({ name }) => name),
    certificates: certificateEnds(settings),
    next: [
      ...(cluster.kubeconfig === undefined
        ? []
        : [`npm run outputs -- ${stack} --show-secrets  # has the kubeconfig`]),
      `kubectl --namespace ${namespace} get pods`,
      `npm run drift -- ${stack}`,
    ],
    ...(cluster.kubeconfig === undefined ? {} : { kubeconfig: cluster.kubeconfig }),
  };
}

/** Of Dapr's own, which it makes when it was given none, nobody outside of the cluster knows. */
function certificateEnds({ daprCertificates }: Settings): Readonly<Record<string, string>> {
  if (daprCertificates === undefined) return {};
  const { root, issuer } = endOf(daprCertificates);
  return { daprRoot: dayOf(root), daprIssuer: dayOf(issuer) };
}

const dayOf = (moment: Date): string => moment.toISOString().slice(0, "2026-01-31".length);

const monitoringTools = (namespace: string) => ({
  grafana: {
    ...tunnel(namespace, tools.grafana),
    user: grafanaLogin.user,
    password: `kubectl --namespace ${namespace} get secret ${grafanaLogin.name} --output go-template='{{.data.${grafanaLogin.key} | base64decode}}'`,
  },
  prometheus: tunnel(namespace, tools.prometheus),
  tracing: tunnel(namespace, tools.tracing),
});

/** As Redpanda's chart calls it. */
const console = { service: "redpanda-console", port: 8_080 };

const tunnel = (namespace: string, { service, port }: { service: string; port: number }) => ({
  url: `http://localhost:${port}`,
  command: `kubectl --namespace ${namespace} port-forward svc/${service} ${port}`,
});
