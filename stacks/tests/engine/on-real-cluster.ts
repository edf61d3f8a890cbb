import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { KafkaLogin } from "../../../infra/redpanda/kafka-login.ts";
import { daprChart } from "../../charts.ts";
import program from "../../index.ts";
import { withEngine } from "../../rehearsal.ts";
import { projectFiles, setSecrets } from "../../rehearsal-values.ts";
import { type ApiServer, withApiServer } from "./api-server.ts";
import { withKafka } from "./kafka.ts";

/** The chart cannot be fetched everywhere; of its kinds, objects are made. */
export const monitoringStandIn = join(
  import.meta.dirname,
  "stand-in-charts",
  "kube-prometheus-stack",
);

/** Dev, ready to be brought up on a real API server beside a real broker. */
export interface OnRealCluster {
  readonly stack: Stack;
  readonly cluster: ApiServer;
  readonly kafka: KafkaLogin;
}

/** Does work with dev where nothing is made up but nodes and plugins. */
export async function onRealCluster<Result>(
  work: (all: OnRealCluster) => Promise<Result>,
): Promise<Result> {
  const charts = { dapr: await daprChart(), "kube-prometheus-stack": monitoringStandIn };
  return withKafka((kafka) =>
    withApiServer((cluster) => {
      const files = projectFiles("dev", {
        cluster: { kind: "existing", kubeconfig: cluster.kubeconfig },
        broker: { kind: "external", brokers: kafka.brokers, tls: "off" },
        // No injector runs on a fake node: pods that insist on a sidecar would be refused.
        sidecars: "wished",
      });
      return withEngine({ stack: "dev", program, files, charts }, async (stack) => {
        await setSecrets(stack);
        return work({ stack, cluster, kafka });
      });
    }),
  );
}
