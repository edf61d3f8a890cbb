// The first process of a broker's container: makes its folder once, then becomes Kafka.
//
// Variables: ADMIN_USER, ADMIN_PASSWORD, INSIDE and OUTSIDE (how clients of the cluster and of
// elsewhere are told to reach it, as host:port), DATA (a folder on the volume).
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  kafkaLogging,
  mechanism,
  oneBrokerSettings,
  propertiesOf,
} from "../../../real/kafka-settings.ts";

/** Of one broker with some ten topics; measured 0.4 GB in all. */
const heap = ["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"];
/** Formatting takes longer to start than to do. */
const briefly = ["-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
const java = "/opt/java/bin/java";
const scratch = "/tmp";

function setting(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== "") return value;
  throw new Error(`${name}: is not set; this container cannot start without it`);
}

const operator = { username: setting("ADMIN_USER"), password: setting("ADMIN_PASSWORD") };
const data = setting("DATA");
const file = (name: string, settings: Readonly<Record<string, string>>) => {
  const path = join(scratch, name);
  writeFileSync(path, propertiesOf(settings), { mode: 0o600 });
  return path;
};
const settings = file(
  "server.properties",
  oneBrokerSettings({
    folder: data,
    doors: {
      INSIDE: { at: "0.0.0.0:9093", as: setting("INSIDE") },
      OUTSIDE: { at: "0.0.0.0:9094", as: setting("OUTSIDE") },
    },
    controller: "127.0.0.1:9095",
    operator,
  }),
);
const log = `-Dlog4j2.configurationFile=${file("log4j2.properties", kafkaLogging)}`;
const common = [log, "-cp", "/opt/kafka/libs/*"];
// Written last: a folder without it was not made to its end.
if (!existsSync(join(data, "meta.properties"))) {
  execFileSync(
    java,
    [
      ...[...briefly, ...common, "kafka.tools.StorageTool", "format", "-c", settings],
      // In one word with its option: an id may begin with "-".
      `--cluster-id=${randomBytes(16).toString("base64url")}`,
      "--add-scram",
      `${mechanism}=[name=${operator.username},password=${operator.password}]`,
    ],
    { stdio: "inherit" },
  );
}
const { PATH = "" } = process.env;
// A signal reaches Kafka itself, which then leaves in good order.
process.execve?.(java, [java, ...heap, ...common, "kafka.Kafka", settings], { PATH });
