import { setTimeout } from "node:timers/promises";
import kafkajs, { type Admin } from "kafkajs";

// A CommonJS package: Node finds only its default export.
const {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} = kafkajs;

/** Somebody whom the broker knows. */
export interface KafkaLogin {
  readonly username: string;
  readonly password: string;
}

export interface TopicWanted {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

/** What one user may do. */
export interface Permission {
  readonly user: string;
  readonly resource: keyof typeof resources;
  readonly name: string;
  readonly pattern: keyof typeof patterns;
  readonly operations: readonly (keyof typeof operations)[];
}

const resources = { topic: AclResourceTypes.TOPIC, group: AclResourceTypes.GROUP } as const;
const patterns = {
  literal: ResourcePatternTypes.LITERAL,
  prefixed: ResourcePatternTypes.PREFIXED,
} as const;
const operations = {
  read: AclOperationTypes.READ,
  write: AclOperationTypes.WRITE,
  describe: AclOperationTypes.DESCRIBE,
} as const;

/** Sidecars of a whole application that start at once on two processors. */
const joinedWithinMs = 90_000;
const lookEveryMs = 250;

/** Does something as an operator of the broker. Throws with the brokers' addresses. */
export async function withKafkaAdmin<Result>(
  brokers: readonly string[],
  login: KafkaLogin | undefined,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const kafka = new Kafka({
    clientId: "operator",
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    ...(login && { sasl: { mechanism: "scram-sha-256", ...login } }),
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`Kafka at ${brokers.join(", ")}: ${why}`, { cause: thrown });
  } finally {
    await admin.disconnect();
  }
}

/** Creates the topics that are not there yet. */
export async function createTopics(admin: Admin, topics: readonly TopicWanted[]): Promise<void> {
  await admin.createTopics({
    waitForLeaders: true,
    topics: topics.map(({ name, partitions, replicationFactor, config }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor,
      configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
    })),
  });
}

/** Lets users do this and no more. */
export async function allow(admin: Admin, permissions: readonly Permission[]): Promise<void> {
  await admin.createAcls({
    acl: permissions.flatMap((each) =>
      each.operations.map((operation) => ({
        resourceType: resources[each.resource],
        resourceName: each.name,
        resourcePatternType: patterns[each.pattern],
        principal: `User:${each.user}`,
        host: "*",
        operation: operations[operation],
        permissionType: AclPermissionTypes.ALLOW,
      })),
    ),
  });
}

/** A consumer group, or all whose names begin so, and how many readers it should have. */
export interface GroupWanted {
  readonly name: string;
  readonly pattern: keyof typeof patterns;
  readonly members: number;
}

/** Waits until every group has its readers. Throws the groups that have not. */
export async function groupsJoined(admin: Admin, wanted: readonly GroupWanted[]): Promise<void> {
  const until = performance.now() + joinedWithinMs;
  for (;;) {
    const missing = await notJoined(admin, wanted);
    if (missing.length === 0) return;
    if (performance.now() > until) {
      const names = missing.map(({ name, members }) => `${name} (${members})`).join(", ");
      throw new Error(`these groups have not all their readers: ${names}; is a topic missing?`);
    }
    await setTimeout(lookEveryMs);
  }
}

async function notJoined(
  admin: Admin,
  wanted: readonly GroupWanted[],
): Promise<readonly GroupWanted[]> {
  const stable = await stableGroups(admin).catch((thrown: unknown) => {
    // A broker that has just started still reads what it knows of groups.
    if (isPassing(thrown)) return [];
    throw thrown;
  });
  return wanted.filter(({ name, pattern, members }) => {
    const found = stable.filter(({ groupId }) =>
      pattern === "literal" ? groupId === name : groupId.startsWith(name),
    );
    return found.reduce((sum, group) => sum + group.members.length, 0) < members;
  });
}

async function stableGroups(admin: Admin) {
  const listed = (await admin.listGroups()).groups.map(({ groupId }) => groupId);
  const { groups } = await admin.describeGroups(listed);
  return groups.filter(({ state }) => state === "Stable");
}

const isPassing = (thrown: unknown): boolean =>
  typeof thrown === "object" &&
  thrown !== null &&
  "retriable" in thrown &&
  thrown.retriable === true;
