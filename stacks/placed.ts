import type { ClusterEnvironment, Reach } from "../components/model/cluster-environment.ts";
import type { Outputs, Provider, StateStore } from "../components/model/environment.ts";
import { engineOf, portOf } from "../infra/stores/state-store-args.ts";
import { environmentOf, type StackName } from "./environments.ts";
import type { MailSettings, Settings } from "./settings.ts";

/** Where servers of our own stand in a cluster. */
export const namespaces = { stores: "stores", broker: "redpanda", kafka: "kafka" };
/** The operator makes topics and users there. */
export const keeper = {
  kind: "redpanda-operator",
  cluster: "redpanda",
  namespace: namespaces.broker,
} as const;
const inClusterBroker = `redpanda.${namespaces.broker}.svc.cluster.local:9093`;
const inClusterKafka = `kafka.${namespaces.kafka}.svc.cluster.local:9093`;
/** Wherever it stands: in the cluster it is called so. */
const redisHost = `redis.${namespaces.stores}.svc.cluster.local`;
/** Managed databases stand in the private network around the cluster. */
const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
/** Somebody else's may stand behind any address, private or public. */
const anywhere = ["0.0.0.0/0"];
const certificateSecret = "nudge-certificate";

/** A stack's environment with the values of its settings. */
export function placedEnvironment(stack: StackName, settings: Settings): ClusterEnvironment {
  const base = environmentOf(stack, settings.cluster.kind);
  const { repository, ...version } = settings.image;
  return {
    ...base,
    outputs: outputsOf(base, settings),
    variables: variablesOf(base, settings),
    broker: brokerOf(base, settings),
    brokerKeeper: settings.broker.kind === "in-cluster" ? keeper : "elsewhere",
    stateStore: stateStoreOf(base, settings),
    images: { ...base.images, repository, version },
    host: {
      name: settings.host.name,
      ...(settings.host.certificate === undefined ? {} : { certificate: certificateSecret }),
    },
    network: {
      ...base.network,
      broker: brokerReach(settings),
      stateStore: storeReach(settings),
      outputs: { ...base.network.outputs, mail: mailReach(settings) },
    },
  };
}

/** Secrets of accounts that a stack may have or not. */
export const accountSecrets = {
  openai: { name: "openai", key: "api-key" },
  push: { name: "web-push", key: "private-key" },
  mailUser: { name: "mail", key: "user" },
  mailPassword: { name: "mail", key: "password" },
  sendgrid: { name: "email", key: "api-key" },
} as const;
const mailbox = { host: `mailpit.${namespaces.stores}.svc.cluster.local`, port: 1_025 };

function outputsOf({ outputs }: ClusterEnvironment, { mail, sms }: Settings): Outputs {
  const before = outputs.providers.sms;
  return {
    ...outputs,
    providers: {
      ...outputs.providers,
      mail: mailOf(mail),
      ...(before?.kind === "twilio-sms" ? { sms: { ...before, from: sms.from } } : {}),
    },
  };
}

function mailOf(mail: MailSettings): Provider {
  const { from } = mail;
  switch (mail.kind) {
    case "mailbox":
      return { kind: "smtp", ...mailbox, from, login: "none" };
    case "smtp": {
      const { mailUser: user, mailPassword: password } = accountSecrets;
      const login = mail.login === "none" ? "none" : { user, password };
      return { kind: "smtp", host: mail.host, port: mail.port, from, login };
    }
    case "sendgrid":
      return { kind: "sendgrid", from, apiKey: accountSecrets.sendgrid };
    default:
      return mail satisfies never;
  }
}

function mailReach({ mail }: Settings): Reach {
  switch (mail.kind) {
    case "mailbox":
      return { kind: "namespace", namespace: namespaces.stores, ports: [mailbox.port] };
    case "smtp":
      return { kind: "internet", ports: [mail.port] };
    case "sendgrid":
      return { kind: "internet", ports: [443] };
    default:
      return mail satisfies never;
  }
}

/** What services are told of accounts that the stack has. */
function variablesOf(
  { variables }: ClusterEnvironment,
  { openai, push }: Settings,
): ClusterEnvironment["variables"] {
  return {
    ...variables,
    ...(openai === undefined
      ? {}
      : {
          chat: {
            ...variables.chat,
            OPENAI_API_KEY: accountSecrets.openai,
            ...(openai.model === undefined ? {} : { OPENAI_MODEL: openai.model }),
          },
        }),
    ...(push === undefined
      ? {}
      : {
          notification: {
            ...variables.notification,
            WEB_PUSH_PUBLIC_KEY: push.publicKey,
            WEB_PUSH_PRIVATE_KEY: accountSecrets.push,
            WEB_PUSH_SUBJECT: push.subject,
          },
        }),
  };
}

function brokerOf(
  { broker }: ClusterEnvironment,
  settings: Settings,
): ClusterEnvironment["broker"] {
  if (broker.kind === "runtime") return broker;
  switch (settings.broker.kind) {
    case "in-cluster":
      return { ...broker, brokers: [inClusterBroker], login: { kind: "scram", tls: "off" } };
    case "in-cluster-kafka":
      return { ...broker, brokers: [inClusterKafka], login: { kind: "scram", tls: "off" } };
    case "external":
      return {
        ...broker,
        brokers: settings.broker.brokers,
        login: { kind: "scram", tls: settings.broker.tls },
      };
    default:
      return settings.broker satisfies never;
  }
}

function stateStoreOf({ stateStore }: ClusterEnvironment, settings: Settings): StateStore {
  if (engineOf(settings.stateStore) === "redis") {
    return {
      kind: "redis",
      address: `${redisHost}:${portOf(settings.stateStore)}`,
      password: { name: "state-store", key: "password" },
      tls: settings.stateStore.kind === "in-cluster-redis" ? "off" : "public",
    };
  }
  const connectionsMax = stateStore.kind === "postgresql" ? stateStore.connectionsMax : 5;
  return {
    kind: "postgresql",
    connection: { name: "state-store", key: "connection" },
    connectionsMax,
  };
}

function brokerReach({ broker }: Settings): Reach {
  switch (broker.kind) {
    case "in-cluster":
      return { kind: "namespace", namespace: namespaces.broker, ports: [portIn(inClusterBroker)] };
    case "in-cluster-kafka":
      return { kind: "namespace", namespace: namespaces.kafka, ports: [portIn(inClusterKafka)] };
    case "external":
      return { kind: "internet", ports: [...new Set(broker.brokers.map(portIn))] };
    default:
      return broker satisfies never;
  }
}

function storeReach({ stateStore }: Settings): Reach {
  const ports = [portOf(stateStore)];
  if (stateStore.kind.startsWith("in-cluster-")) {
    return { kind: "namespace", namespace: namespaces.stores, ports };
  }
  const blocks = stateStore.kind === "external-postgresql" ? anywhere : privateBlocks;
  return { kind: "addresses", blocks, ports };
}

const portIn = (address: string) => Number(address.split(":").at(-1));
