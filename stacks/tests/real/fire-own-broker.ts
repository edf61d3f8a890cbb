import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { portsFor } from "../../../infra/real/ports.ts";
import type { Supervisor } from "../../../infra/real/supervisor.ts";

const wayOut = "npm run tools -- ensure kafka";

/** A Kafka as somebody has it who follows its quick start: no login, and no topic yet. */
export async function startPlainKafka(supervisor: Supervisor, launcher: string): Promise<string> {
  const folder = join(supervisor.folder, "plain-kafka");
  mkdirSync(folder);
  const { client, controller } = await portsFor("client", "controller");
  const settings = join(folder, "server.properties");
  writeFileSync(
    settings,
    [
      "process.roles=broker,controller",
      "node.id=1",
      `controller.quorum.voters=1@127.0.0.1:${controller}`,
      `listeners=PLAINTEXT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller}`,
      `advertised.listeners=PLAINTEXT://127.0.0.1:${client}`,
      "controller.listener.names=CONTROLLER",
      "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
      `log.dirs=${join(folder, "data")}`,
      "offsets.topic.replication.factor=1",
      "offsets.topic.num.partitions=1",
      "group.initial.rebalance.delay.ms=0",
    ].join("\n"),
  );
  const memory = ["-Xmx512m", "-XX:+UseSerialGC"];
  const cluster = "b3duLWJyb2tlci1vZi1vbg";
  await supervisor.run({
    name: "plain-kafka-format",
    command: launcher,
    args: [...memory, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", settings],
    wayOut,
  });
  await supervisor.start({
    name: "plain-kafka",
    command: launcher,
    args: [...memory, "kafka.Kafka", settings],
    ready: { kind: "port", port: client },
    wayOut,
  });
  return `127.0.0.1:${client}`;
}
