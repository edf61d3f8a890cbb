/** Where one broker is met, by whom, and who may do everything there. */
export interface OneBroker {
  /** For its data. */
  readonly folder: string;
  /** Doors for clients, by their names: where each listens, and what clients are told. */
  readonly doors: Readonly<Record<string, { readonly at: string; readonly as: string }>>;
  /** The door of the broker itself at its own controller: nobody else reaches it. */
  readonly controller: string;
  readonly operator: { readonly username: string; readonly password: string };
}

/** How passwords are asked for. */
export const mechanism = "SCRAM-SHA-256";

/** Settings of a Kafka of one node, on which everybody logs in and may do what a rule allows. */
export function oneBrokerSettings({ folder, doors, controller, operator }: OneBroker) {
  const names = Object.keys(doors);
  const [first = ""] = names;
  const listed = (where: "at" | "as") =>
    Object.entries(doors).map(([name, door]) => `${name}://${door[where]}`);
  return {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.voters": `1@${controller}`,
    listeners: [...listed("at"), `CONTROLLER://${controller}`].join(),
    "advertised.listeners": listed("as").join(),
    "listener.security.protocol.map": [
      ...names.map((name) => `${name}:SASL_PLAINTEXT`),
      "CONTROLLER:PLAINTEXT",
    ].join(),
    "inter.broker.listener.name": first,
    "controller.listener.names": "CONTROLLER",
    "log.dirs": folder,
    "auto.create.topics.enable": "false",
    ...singleCopies,
    ...logins(names, operator),
  };
}

/** All that is replicated elsewhere has one copy here. */
const singleCopies = {
  "offsets.topic.replication.factor": "1",
  "offsets.topic.num.partitions": "5",
  "transaction.state.log.replication.factor": "1",
  "transaction.state.log.min.isr": "1",
  "transaction.state.log.num.partitions": "1",
  "share.coordinator.state.topic.replication.factor": "1",
  "share.coordinator.state.topic.min.isr": "1",
  "share.coordinator.state.topic.num.partitions": "1",
  // Nobody else comes to a group within the usual 3 s.
  "group.initial.rebalance.delay.ms": "0",
  "num.network.threads": "2",
  "num.io.threads": "4",
};

const logins = (doors: readonly string[], { username, password }: OneBroker["operator"]) => {
  const scram = "org.apache.kafka.common.security.scram.ScramLoginModule required";
  const login = `${scram} username="${username}" password="${password}";`;
  return {
    "sasl.enabled.mechanisms": mechanism,
    "sasl.mechanism.inter.broker.protocol": mechanism,
    ...Object.fromEntries(
      doors.map((door) => [
        `listener.name.${door.toLowerCase()}.scram-sha-256.sasl.jaas.config`,
        login,
      ]),
    ),
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    // The nameless one is the broker at its own controller: no other door lets in the nameless.
    "super.users": `User:${username};User:ANONYMOUS`,
  };
};

/** What it says while it runs: that it has started, and what is wrong. */
export const kafkaLogging = {
  "appender.console.type": "Console",
  "appender.console.name": "console",
  "appender.console.layout.type": "PatternLayout",
  "appender.console.layout.pattern": "%d %p %c{1} %m%n",
  "rootLogger.level": "warn",
  "rootLogger.appenderRef.console.ref": "console",
  "logger.started.name": "kafka.server.KafkaRaftServer",
  "logger.started.level": "info",
};

/** Settings as a file of them. */
export const propertiesOf = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
