import { core } from "@pulumi/kubernetes";
import { type Resource, secret } from "@pulumi/pulumi";
import { Application } from "../components/application.ts";
import type { ClusterEnvironment } from "../components/model/cluster-environment.ts";
import { kafkaTopics } from "../components/render/kafka-topics.ts";
import { kafkaUsers } from "../components/render/kafka-users.ts";
import { placeOf } from "../components/render/secrets.ts";
import { type Cluster, makeCluster } from "../infra/cluster/cluster.ts";
import { Dapr } from "../infra/dapr/dapr.ts";
import { Certificate } from "../infra/ingress/certificate.ts";
import { IngressController } from "../infra/ingress/ingress.ts";
import { Monitoring } from "../infra/monitoring/monitoring.ts";
import { grafanaLogin } from "../infra/monitoring/tools.ts";
import type { PlatformPart } from "../infra/platform-part.ts";
import { Redpanda } from "../infra/redpanda/in-cluster.ts";
import { Kafka } from "../infra/redpanda/kafka.ts";
import { Topics } from "../infra/redpanda/topics.ts";
import { room } from "../infra/room.ts";
import { mailbox } from "../infra/stores/mailbox.ts";
import { makeStateStore } from "../infra/stores/state-store.ts";
import { onlyWaysIn } from "../infra/ways-in.ts";
import { app } from "../services/catalogue.ts";
import { type ClusterName, type ClusterTraits, clusters } from "./clusters.ts";
import type { StackName } from "./environments.ts";
import { outputsOf } from "./outputs.ts";
import { keeper, namespaces, placedEnvironment } from "./placed.ts";
import { derived, secretsOf } from "./secrets.ts";
import type { Settings } from "./settings.ts";
import { waysOfServices } from "./ways-of-services.ts";

/** Everything of a stack, in the order in which it must stand: each part waits for the one before. */
export async function deploy(
  stack: StackName,
  settings: Settings,
  change: (environment: ClusterEnvironment) => ClusterEnvironment = (same) => same,
) {
  const environment = change(placedEnvironment(stack, settings));
  // 1. The cluster.
  const cluster = await makeCluster("cluster", settings.cluster);
  const traits: ClusterTraits = clusters[settings.cluster.kind];
  const part = partOf(cluster, traits, settings);
  // 2. What runs in it beside the services: control plane, broker, store, entrance.
  const dapr = new Dapr("dapr", {
    ...part,
    namespace: environment.network.controlPlane,
    monitoring: environment.monitoring === "off" ? "off" : environment.monitoring.namespace,
    redundancy: redundancyOf(environment),
    sidecars: settings.sidecars,
    ...(traits.images === undefined ? {} : { registry: traits.images.dapr }),
    ...certificatesOf(settings),
  });
  const monitoring = makeMonitoring(part, environment, settings);
  const store = await makeStore(cluster, part, environment, settings);
  const entrance = makeEntrance(part, settings, environment);
  // 3. The broker and its topics, before anyone reads them.
  const broker = makeBroker(part, traits, environment, settings);
  // 4. The application: components, then services.
  const application = new Application(
    "nudge",
    {
      app,
      environment,
      ...secretsOf(environment, settings, store.values),
      after: [...dapr.ready, ...store.ready, ...broker.ready, ...entrance, ...monitoring],
    },
    { provider: cluster.provider },
  );
  if (settings.registry) makePullSecret(part, environment, settings.registry, application);
  makeCertificate(part, environment, settings, application);
  return outputsOf(stack, { cluster, environment, application, settings });
}

const partOf = (
  { provider }: Cluster,
  { storageClass, images }: ClusterTraits,
  { data }: Settings,
): PlatformPart => ({
  provider,
  data,
  ...(images === undefined ? {} : { images }),
  ...(storageClass === undefined ? {} : { storageClass }),
});

/** What must not fail has copies where the services have them. */
const redundancyOf = ({ sizes }: ClusterEnvironment) =>
  sizes.replicas.min > 1 ? "several" : "one";

const certificatesOf = ({ daprCertificates }: Settings) =>
  daprCertificates === undefined
    ? {}
    : {
        certificates: {
          root: daprCertificates.root,
          issuer: secret(daprCertificates.issuer),
          issuerKey: secret(daprCertificates.issuerKey),
        },
      };

async function makeStore(
  cluster: Cluster,
  part: PlatformPart,
  environment: ClusterEnvironment,
  settings: Settings,
) {
  const { outputs } = environment;
  const namespace = namespaces.stores;
  const { provider } = part;
  const space = room(namespace, "restricted", { parent: cluster, provider });
  const store = await makeStateStore(
    "state-store",
    settings.stateStore,
    {
      ...part,
      namespace,
      surroundings: cluster.surroundings,
      password: derived(settings.masterKey, "state-store/server"),
      after: [space],
    },
    { dependsOn: space },
  );
  const inside = { parent: store, provider, dependsOn: space };
  onlyWaysIn(namespace, waysOfServices(environment, namespace), inside);
  const isOurs = (host: string) => host.endsWith(`.${namespace}.svc.cluster.local`);
  const providers = outputs.kind === "runtime" ? [] : Object.values(outputs.providers);
  if (providers.some((each) => each.kind === "smtp" && isOurs(each.host))) {
    mailbox({ ...part, namespace }, store);
  }
  return store;
}

/** Topics and users: of Redpanda its operator makes them, at another broker the engine does. */
function makeBroker(
  part: PlatformPart,
  { images }: ClusterTraits,
  environment: ClusterEnvironment,
  { broker, brokerAdmin, masterKey }: Settings,
): { readonly ready: readonly Resource[] } {
  const admin = { user: brokerAdmin.user, password: secret(brokerAdmin.password) };
  const wanted = {
    topics: kafkaTopics(app, environment),
    users: kafkaUsers(app, environment).map(({ name, password, allowed }) => ({
      name,
      password: derived(masterKey, placeOf(password)),
      allowed,
    })),
  };
  switch (broker.kind) {
    case "in-cluster":
      return new Redpanda("redpanda", {
        ...part,
        namespace: keeper.namespace,
        cluster: keeper.cluster,
        redundancy: redundancyOf(environment),
        gibibytes: broker.gibibytes,
        admin,
        ways: waysOfServices(environment, keeper.namespace),
      });
    case "in-cluster-kafka": {
      if (images === undefined) throw new Error("nudge:broker.kind: no image of Kafka is here");
      const { gibibytes } = broker;
      const { address, ready } = new Kafka("kafka", {
        ...part,
        namespace: namespaces.kafka,
        image: images.kafka,
        gibibytes,
        admin,
        ways: waysOfServices(environment, namespaces.kafka),
      });
      const login = { brokers: [address], tls: "off" as const, ...admin };
      return new Topics("topics", { login, ...wanted, after: ready });
    }
    case "external": {
      const login = { brokers: broker.brokers, tls: broker.tls, ...admin };
      return new Topics("topics", { login, ...wanted });
    }
    default:
      return broker satisfies never;
  }
}

/** Who watches, where somebody does; whoever is watched stands after it. */
function makeMonitoring(
  part: PlatformPart,
  environment: ClusterEnvironment,
  { masterKey }: Settings,
): readonly Resource[] {
  const { monitoring, network } = environment;
  if (monitoring === "off") return [];
  return new Monitoring("monitoring", {
    ...part,
    namespace: monitoring.namespace,
    controlPlane: network.controlPlane,
    metrics: monitoring.metrics,
    redundancy: redundancyOf(environment),
    password: derived(masterKey, placeOf(grafanaLogin)),
  }).ready;
}

/** Their add-on opens the doors; on the others, ours does. */
const bringTheirEntrance: readonly ClusterName[] = ["minikube", "own"];

function makeEntrance(
  part: PlatformPart,
  { cluster }: Settings,
  environment: ClusterEnvironment,
): readonly Resource[] {
  if (bringTheirEntrance.includes(cluster.kind)) return [];
  const { entrance, loadBalancer } = clusters[cluster.kind];
  return new IngressController("entrance", {
    ...part,
    namespace: entrance.namespace,
    className: entrance.className,
    redundancy: redundancyOf(environment),
    loadBalancer,
    doors: environment.host.certificate === undefined ? "plain" : "secure",
  }).ready;
}

/** The secret with which machines fetch images; the application's namespace must stand before. */
function makePullSecret(
  { provider }: PlatformPart,
  { namespace, images }: ClusterEnvironment,
  registry: NonNullable<Settings["registry"]>,
  application: Application,
): void {
  const { server, user, password } = registry;
  const auth = Buffer.from(`${user}:${password}`).toString("base64");
  const login = JSON.stringify({ auths: { [server]: { username: user, password, auth } } });
  const name = images.pullSecret ?? "registry";
  new core.v1.Secret(
    name,
    {
      metadata: { name, namespace },
      type: "kubernetes.io/dockerconfigjson",
      stringData: { ".dockerconfigjson": secret(login) },
    },
    { provider, parent: application, dependsOn: [...application.eventBus.components] },
  );
}

function makeCertificate(
  { provider }: PlatformPart,
  { namespace, host, entrance, network }: ClusterEnvironment,
  settings: Settings,
  application: Application,
): void {
  const { certificate } = settings.host;
  if (certificate === undefined || host.certificate === undefined) return;
  new Certificate("certificate", {
    provider,
    entrance: { className: entrance.className, namespace: network.entrance },
    host: host.name,
    secret: { namespace, name: host.certificate },
    after: application.eventBus.components,
    ...certificate,
  });
}
