import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Part } from "./part.ts";
import { newPassword } from "./password.ts";
import { freePorts } from "./ports.ts";
import type { Supervisor } from "./supervisor.ts";

export interface PostgresqlPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/** A PostgreSQL that runs. */
export interface Postgresql {
  readonly part: Part;
  /** How anyone who may know its password reaches it. */
  readonly url: string;
}

/** As many as forty sidecars with five connections each, and whoever looks on. */
const connectionsMax = 220;
const user = "postgres";
const wayOut = "npm run tools -- ensure postgresql, or give your own as DATABASE_URL";

/** Starts an empty PostgreSQL with a password of its own. */
export async function startPostgresql(
  supervisor: Supervisor,
  programs: PostgresqlPrograms,
): Promise<Postgresql> {
  const data = join(supervisor.folder, "postgresql");
  const passwordFile = join(supervisor.folder, "postgresql.password");
  const password = newPassword();
  writeFileSync(passwordFile, password, { mode: 0o600 });
  await supervisor.run({
    name: "initdb",
    ...asSomebody(programs.initdb, [
      ...["-D", data, "-U", user, "-A", "scram-sha-256", `--pwfile=${passwordFile}`],
      ...["-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"],
    ]),
    wayOut,
  });
  const [port = 0] = await freePorts(1);
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: String(connectionsMax),
  };
  const part = await supervisor.start({
    name: "postgresql",
    ...asSomebody(programs.postgres, [
      ...["-D", data],
      ...Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
    ]),
    ready: { kind: "words", words: "database system is ready to accept connections" },
    // "Fast": it does not wait for those that are connected.
    stopSignal: "SIGINT",
    wayOut,
  });
  const url = `postgres://${user}:${password}@127.0.0.1:${port}/postgres?sslmode=disable`;
  return { part, url };
}

/** PostgreSQL refuses root: then it runs as nobody in particular, on files of root. */
const asSomebody = (command: string, args: readonly string[]) =>
  process.getuid?.() === 0
    ? {
        command: "unshare",
        args: ["--user", "--map-user=1000", "--map-group=1000", command, ...args],
      }
    : { command, args };
