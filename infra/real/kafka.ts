import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KafkaLogin } from "./kafka-admin.ts";
import { kafkaLogging, mechanism, oneBrokerSettings, propertiesOf } from "./kafka-settings.ts";
import type { Part } from "./part.ts";
import { newPassword } from "./password.ts";
import { portsFor } from "./ports.ts";
import type { Supervisor } from "./supervisor.ts";

/** A Kafka that runs. */
export interface Kafka {
  readonly part: Part;
  /** `host:port` */
  readonly address: string;
  /** May do everything. */
  readonly operator: KafkaLogin;
}

const wayOut = "npm run tools -- ensure kafka, Java 17 on the path, or give your own as BROKERS";
/** Of one broker with some ten topics; measured 0.4 GB in all. */
const heap = ["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC"];
/** Formatting takes longer to start than to do. */
const briefly = ["-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/**
 * Starts an empty Kafka of one node that knows these users, and lets none of them do anything that
 * no access rule allows.
 */
export async function startKafka(
  supervisor: Supervisor,
  launcher: string,
  users: readonly KafkaLogin[],
  operator: KafkaLogin = { username: "operator", password: newPassword() },
): Promise<Kafka> {
  const folder = join(supervisor.folder, "kafka");
  mkdirSync(folder);
  const { client, controller } = await portsFor("client", "controller");
  const address = `127.0.0.1:${client}`;
  const settings = write(
    folder,
    "server.properties",
    oneBrokerSettings({
      folder: join(folder, "data"),
      doors: { CLIENT: { at: address, as: address } },
      controller: `127.0.0.1:${controller}`,
      operator,
    }),
  );
  const log = `-Dlog4j2.configurationFile=${write(folder, "log4j2.properties", kafkaLogging)}`;
  await supervisor.run({
    name: "kafka-format",
    command: launcher,
    args: [
      ...[...briefly, log, "kafka.tools.StorageTool", "format"],
      // In one word with its option: an id may begin with "-".
      ...[`--cluster-id=${randomBytes(16).toString("base64url")}`, "-c", settings],
      ...[operator, ...users].flatMap(({ username, password }) => [
        "--add-scram",
        `${mechanism}=[name=${username},password=${password}]`,
      ]),
    ],
    wayOut,
  });
  const part = await supervisor.start({
    name: "kafka",
    command: launcher,
    args: [...heap, log, "kafka.Kafka", settings],
    // Its port opens before it can do anything.
    ready: { kind: "words", words: "Kafka Server started" },
    wayOut,
  });
  return { part, address, operator };
}

function write(folder: string, name: string, settings: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  writeFileSync(path, propertiesOf(settings), { mode: 0o600 });
  return path;
}
