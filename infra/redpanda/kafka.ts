import { core } from "@pulumi/kubernetes";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  interpolate,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import type { PlatformPart } from "../platform-part.ts";
import { room } from "../room.ts";
import { server } from "../stores/server.ts";
import { onlyWaysIn, tcp, type Ways } from "../ways-in.ts";

export interface KafkaArgs extends PlatformPart {
  readonly namespace: string;
  /** Kafka that takes its settings from variables, as `infra/kubernetes/servers/kafka` does. */
  readonly image: string;
  /** Size of the volume. */
  readonly gibibytes: number;
  /** Who makes topics, users and permissions. */
  readonly admin: { readonly user: string; readonly password: Input<string> };
  /** Of those inside the cluster who read and write. */
  readonly ways: Ways;
}

const name = "kafka";
/** One door for services, and one for whoever makes topics from outside. */
const ports = { inside: 9_093, outside: 9_094 };
const data = "/var/lib/kafka";
/** Half a gigabyte of heap, and what Java needs beside it. */
const resources = { requests: { cpu: "100m", memory: "600Mi" }, limits: { memory: "1Gi" } };

/** One Kafka broker in the cluster, on which everybody logs in. */
export class Kafka extends ComponentResource {
  readonly ready: readonly Resource[];
  /** `host:port` that is reached from outside the cluster. */
  readonly address: Output<string>;

  constructor(of: string, args: KafkaArgs, options: ComponentResourceOptions = {}) {
    super("platform:index:Kafka", of, {}, options);
    const { namespace, provider, image, gibibytes, admin, ways, after = [] } = args;
    const child = { parent: this, provider };
    const space = room(namespace, "restricted", { ...child });
    // Whoever makes topics comes from an address that no policy can name, and logs in.
    const fromOutside = { ingress: [{ ports: [tcp(ports.outside)] }] };
    const policies = onlyWaysIn(
      namespace,
      { ...ways, outside: fromOutside },
      { ...child, dependsOn: space },
    );
    const outside = new core.v1.Service(
      `${of}-outside`,
      {
        metadata: { name: `${name}-outside`, namespace },
        spec: {
          type: "LoadBalancer",
          selector: { "app.kubernetes.io/name": name },
          ports: [{ name: "outside", port: ports.outside, targetPort: ports.outside }],
        },
      },
      { ...child, dependsOn: [space, ...after] },
    );
    // The broker tells clients where it is: it must know the address before it starts.
    const given = outside.status.loadBalancer.ingress.apply(([first]) => first?.ip);
    this.address = interpolate`${given}:${ports.outside}`;
    const made = server(
      name,
      {
        ...args,
        image,
        port: ports.inside,
        env: {
          INSIDE: `${name}.${namespace}.svc.cluster.local:${ports.inside}`,
          OUTSIDE: this.address,
          DATA: `${data}/data`,
          ADMIN_USER: admin.user,
        },
        secrets: { ADMIN_PASSWORD: admin.password },
        volume: { path: data, gibibytes },
        scratch: ["/tmp"],
        userId: 999,
        resources,
      },
      outside,
    );
    this.ready = [made, ...policies];
    this.registerOutputs({});
  }
}
