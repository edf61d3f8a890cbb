import type { Application } from "./application.ts";
import type { ClusterEnvironment, Replicas } from "./cluster-environment.ts";
import type { Environment, Kafka } from "./environment.ts";
import { requestedBy, sizeOf } from "./size.ts";

const address = /^[a-z0-9.-]+:\d{1,5}$/i;
const label = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;
/** More would cost each broker more files and elections than events justify. */
const partitionsMax = 100;

/** Throws one error that lists everything by which the application cannot run in this environment. */
export function checkEnvironment(app: Application, environment: Environment): void {
  refuse(environmentProblems(app, environment));
}

/** The same for a cluster, where sizes, images and the network must fit the services, too. */
export function checkClusterEnvironment(app: Application, environment: ClusterEnvironment): void {
  refuse([
    ...environmentProblems(app, environment),
    ...(environment.secretStore.kind === "cluster"
      ? []
      : ['secretStore: pods have no files and variables of yours; use { kind: "cluster" }']),
    ...unknownServices(app, environment),
    ...sizeProblems(app, environment),
    ...reachProblems(app, environment),
    ...budgetProblems(app, environment),
  ]);
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Error(`The environment is wrong:\n- ${problems.join("\n- ")}`);
}

function environmentProblems(app: Application, environment: Environment): string[] {
  const { namespace, broker, tracing } = environment;
  return [
    ...(label.test(namespace) ? [] : [`namespace: "${namespace}" does not match ${label.source}`]),
    ...(broker.kind === "kafka" ? kafkaProblems(broker) : []),
    ...(tracing.kind === "off" || (tracing.share >= 0 && tracing.share <= 1)
      ? []
      : ["tracing.share: 0 to 1"]),
    ...outputNames(app, environment)
      .filter(({ known }) => !known)
      .map(({ id, name }) => `outputs: nobody delivers "${name}" of ${id}; add a provider`),
  ];
}

function kafkaProblems({ brokers, topics }: Kafka): string[] {
  const whole = (value: number, max: number) =>
    Number.isInteger(value) && value >= 1 && value <= max;
  const { partitions, replication, minInsync } = topics;
  return [
    ...(brokers.length > 0 ? [] : ["broker.brokers: at least one host:port"]),
    ...brokers
      .filter((each) => !address.test(each))
      .map((each) => `broker.brokers: "${each}" is not host:port`),
    ...(whole(partitions, partitionsMax)
      ? []
      : [`broker.topics.partitions: 1 to ${partitionsMax}`]),
    ...(whole(minInsync, replication)
      ? []
      : ["broker.topics.minInsync: 1 to broker.topics.replication, or nothing could be published"]),
  ];
}

function outputNames(app: Application, { outputs }: Environment) {
  return app.services.flatMap(({ id, bindings }) =>
    bindings
      .filter(({ kind }) => kind === "output")
      .map(({ name }) => ({
        id,
        name,
        known: outputs.kind === "runtime" || outputs.providers[name] !== undefined,
      })),
  );
}

function unknownServices(app: Application, environment: ClusterEnvironment): string[] {
  const known = new Set(["*", ...app.services.map(({ id }) => id)]);
  const named = {
    "sizes.services": environment.sizes.services,
    "images.services": environment.images.services,
    variables: environment.variables,
  };
  return Object.entries(named).flatMap(([field, byService]) =>
    Object.keys(byService)
      .filter((id) => !known.has(id))
      .map((id) => `${field}: there is no service "${id}"`),
  );
}

function sizeProblems(app: Application, environment: ClusterEnvironment): string[] {
  const { sidecar } = environment.sizes;
  const wrong = ({ min, max }: Replicas) =>
    !(Number.isInteger(min) && Number.isInteger(max) && min >= 1 && max >= min);
  return [
    ...app.services
      .filter((spec) => wrong(sizeOf(spec, environment).replicas))
      .map(({ id }) => `sizes: replicas of ${id}: min from 1, max from min`),
    ...(sidecar.memoryMiBMax >= sidecar.memoryMiB
      ? []
      : ["sizes.sidecar.memoryMiBMax: less than the sidecar asks for"]),
  ];
}

const reachProblems = (app: Application, environment: ClusterEnvironment): string[] =>
  outputNames(app, environment)
    .filter(({ name }) => environment.network.outputs[name] === undefined)
    .map(({ id, name }) => `network.outputs: where "${name}" of ${id} goes is not said`);

function budgetProblems(app: Application, environment: ClusterEnvironment): string[] {
  const { budget } = environment;
  if (budget.kind === "open") return [];
  const asked = [
    ...app.services.map((spec) => requestedBy(spec, environment)),
    ...Object.values(budget.besides),
  ];
  return (["cpuMilli", "memoryMiB"] as const).flatMap((field) => {
    const sum = asked.reduce((total, each) => total + each[field], 0);
    return sum <= budget[field]
      ? []
      : [`budget.${field}: all together ask for ${sum}, there are ${budget[field]}`];
  });
}
