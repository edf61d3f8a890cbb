import { apiextensions, core, helm } from "@pulumi/kubernetes";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  interpolate,
  type Resource,
  secret,
} from "@pulumi/pulumi";
import type { PlatformPart, Redundancy } from "../platform-part.ts";
import { room } from "../room.ts";
import { type Transform, transformed } from "../transform.ts";
import { charts } from "../versions.ts";
import { fromInside, onlyWaysIn, tcp, type Ways } from "../ways-in.ts";
import { adminSecret, operatorValues, redpandaValues } from "./values.ts";

export interface RedpandaArgs extends PlatformPart {
  readonly namespace: string;
  /** Its name, by which topics and users refer to it. */
  readonly cluster: string;
  /** One broker, or three of which one may be away. */
  readonly redundancy: Redundancy;
  /** Size of each broker's volume. */
  readonly gibibytes: number;
  /** Who makes topics, users and permissions. */
  readonly admin: { readonly user: string; readonly password: Input<string> };
  /** Of those who read and write. */
  readonly ways: Ways;
  /** The side door of each child. @default {} */
  readonly transform?: {
    readonly operator?: Transform<helm.v3.ReleaseArgs>;
    readonly cluster?: Transform<RedpandaObject>;
  };
}

/** A cluster of brokers as the operator is asked for it. */
export interface RedpandaObject {
  readonly apiVersion: "cluster.redpanda.com/v1alpha2";
  readonly kind: "Redpanda";
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly clusterSpec: object };
}

/** Where the operator answers the API server, which comes from an address that no policy can name. */
const operatorWebhook = 9_443;

/**
 * Redpanda in the cluster: brokers that speak Kafka's protocol, with logins, and the operator that
 * makes topics and users of objects.
 */
export class Redpanda extends ComponentResource {
  readonly ready: readonly Resource[];

  constructor(name: string, args: RedpandaArgs, options: ComponentResourceOptions = {}) {
    super("platform:index:Redpanda", name, {}, options);
    const { namespace, cluster, provider, admin, ways, after = [], data, transform = {} } = args;
    const child = { parent: this, provider };
    // The operator's chart has jobs that do not say of themselves what "restricted" pods must.
    const space = room(namespace, "baseline", child);
    const policies = onlyWaysIn(
      namespace,
      {
        ...ways,
        // Brokers, operator and console among themselves.
        inside: { ingress: [{ from: [fromInside] }] },
        webhooks: { ingress: [{ ports: [tcp(operatorWebhook)] }] },
      },
      { ...child, dependsOn: space },
    );
    const credentials = new core.v1.Secret(
      adminSecret,
      {
        metadata: { name: adminSecret, namespace },
        stringData: {
          "users.txt": secret(interpolate`${admin.user}:${admin.password}:SCRAM-SHA-256`),
        },
      },
      { ...child, dependsOn: space },
    );
    const operator = new helm.v3.Release(
      `${name}-operator`,
      transformed(
        {
          ...charts.redpandaOperator,
          name: `${name}-operator`,
          namespace,
          values: operatorValues(),
        },
        transform.operator,
      ),
      { ...child, dependsOn: [space, ...after] },
    );
    const made = new apiextensions.CustomResource(
      cluster,
      transformed(
        {
          apiVersion: "cluster.redpanda.com/v1alpha2",
          kind: "Redpanda",
          metadata: { name: cluster, namespace },
          spec: { clusterSpec: redpandaValues(args) },
        },
        transform.cluster,
      ),
      { ...child, dependsOn: [operator, credentials], protect: data === "protected" },
    );
    this.ready = [made, ...policies];
    this.registerOutputs({});
  }
}
