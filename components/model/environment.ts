/**
 * Where an application runs, as data. Two environments differ in values, never in code:
 * a renderer that asks "which environment is this?" is a field missing here.
 */
export interface Environment {
  /** Tells this application's services from those of others: callers are believed by it. */
  readonly namespace: string;
  /** One topic per event type, or related types together in one stream. */
  readonly topicLayout: TopicLayout;
  readonly broker: Broker;
  readonly stateStore: StateStore;
  readonly secretStore: SecretStore;
  readonly outputs: Outputs;
  readonly tracing: Tracing;
}

export type TopicLayout = "by-type" | "by-stream";

/** A value that stands in a secret; the value itself is never part of an environment. */
export interface SecretRef {
  readonly name: string;
  readonly key: string;
}

/** "runtime": the Dapr runtime brings it itself, for one machine. */
export type Broker = { readonly kind: "runtime" } | Kafka;

/** Any broker that speaks Kafka's protocol. */
export interface Kafka {
  readonly kind: "kafka";
  /** `host:port`, at least one. */
  readonly brokers: readonly string[];
  readonly login: KafkaLogin;
  /**
   * What tells the replicas of one service apart, where each is to hear every event. The runtime
   * fills it in: the pod's name outlives a restart, a uuid is for where there is no pod.
   */
  readonly replica: "{podName}" | "{uuid}";
  readonly topics: TopicSettings;
}

/** How a sidecar proves who it is. There is no TLS without a login: Dapr ignores it there. */
export type KafkaLogin =
  | { readonly kind: "none" }
  | {
      /** SCRAM-SHA-256: the user is the service's id, the password one of its own. */
      readonly kind: "scram";
      readonly tls: Tls;
    };

/** "off"; "public": a certificate of a public authority; or the authority that is trusted. */
export type Tls = "off" | "public" | { readonly authority: SecretRef };

/** How a broker keeps topics; for how long, each topic says itself. */
export interface TopicSettings {
  /** Most replicas of a reader that work at once. Never lower it: keys would change partition. */
  readonly partitions: number;
  readonly replication: number;
  /** Copies that must have an event before its publisher hears yes. */
  readonly minInsync: number;
}

/** "runtime": the Dapr runtime brings it itself. */
export type StateStore =
  | { readonly kind: "runtime" }
  | {
      readonly kind: "postgresql";
      /** A connection string, with `sslmode` as the server wants it. */
      readonly connection: SecretRef;
      /** Connections of one sidecar, so that all together stay under the server's limit. */
      readonly connectionsMax: number;
    }
  | {
      readonly kind: "redis";
      /** `host:port` */
      readonly address: string;
      readonly password: SecretRef;
      readonly tls: Exclude<Tls, object>;
    };

/** "runtime": variables of the process; "file": a JSON file; "cluster": what the cluster keeps. */
export type SecretStore =
  | { readonly kind: "runtime" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "cluster" };

/**
 * Who delivers, by the name of the binding. With "runtime" what has no provider stays on the machine;
 * otherwise each binding needs one.
 */
export interface Outputs {
  readonly kind: "runtime" | "providers";
  readonly providers: Readonly<Record<string, Provider>>;
}

/** Who brings a mail or a message to a person. */
export type Provider =
  | {
      readonly kind: "smtp";
      readonly host: string;
      readonly port: number;
      readonly from: string;
      readonly login: "none" | { readonly user: SecretRef; readonly password: SecretRef };
    }
  | { readonly kind: "sendgrid"; readonly from: string; readonly apiKey: SecretRef }
  | {
      readonly kind: "twilio-sms";
      readonly from: string;
      readonly accountSid: SecretRef;
      readonly authToken: SecretRef;
    };

/** Where traces go. */
export type Tracing =
  | { readonly kind: "off" }
  | {
      readonly kind: "zipkin";
      readonly address: string;
      /** Share of requests that are traced, 0 to 1. */
      readonly share: number;
    };
