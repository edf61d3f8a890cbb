import type {
  Environment,
  SecretRef,
  StateStore,
  TopicLayout,
} from "../components/model/environment.ts";

/** What differs between two runs on the real programs of one machine. */
export interface DaprGiven {
  /** `host:port`, at least one. */
  readonly brokers: readonly string[];
  /** Whether services have users at the broker; a broker of somebody else's may have none. */
  readonly login: "none" | "scram";
  readonly store:
    | { readonly kind: "postgresql" }
    | { readonly kind: "redis"; readonly address: string };
  /** A JSON file with the values that secrets stand for. */
  readonly secretsFile: string;
  readonly smtp: { readonly host: string; readonly port: number };
  readonly topicLayout: TopicLayout;
  /** Where traces go, or nowhere. */
  readonly tracesTo: string | undefined;
}

/** The values that stand in the file of secrets. */
export const daprSecrets = {
  connection: { name: "state-store", key: "connection" },
  password: { name: "state-store", key: "password" },
  smsAccount: { name: "sms", key: "account-sid" },
  smsToken: { name: "sms", key: "auth-token" },
} as const satisfies Readonly<Record<string, SecretRef>>;

/** One machine with a real sidecar for each service, a real broker and a real store. */
export const dapr = (given: DaprGiven): Environment => ({
  namespace: "local",
  topicLayout: given.topicLayout,
  broker: {
    kind: "kafka",
    brokers: given.brokers,
    login: given.login === "none" ? { kind: "none" } : { kind: "scram", tls: "off" },
    replica: "{uuid}",
    topics: { partitions: 3, replication: 1, minInsync: 1 },
  },
  stateStore: stateStore(given.store),
  secretStore: { kind: "file", path: given.secretsFile },
  outputs: {
    kind: "providers",
    providers: {
      mail: { kind: "smtp", ...given.smtp, from: "nudge@nudge.test", login: "none" },
      sms: {
        kind: "twilio-sms",
        from: "+15005550006",
        accountSid: daprSecrets.smsAccount,
        authToken: daprSecrets.smsToken,
      },
    },
  },
  tracing:
    given.tracesTo === undefined
      ? { kind: "off" }
      : { kind: "zipkin", address: given.tracesTo, share: 1 },
});

function stateStore(store: DaprGiven["store"]): StateStore {
  switch (store.kind) {
    case "postgresql":
      return { kind: "postgresql", connection: daprSecrets.connection, connectionsMax: 5 };
    case "redis":
      return {
        kind: "redis",
        address: store.address,
        password: daprSecrets.password,
        tls: "off",
      };
    default:
      return store satisfies never;
  }
}
