// The first process of a database's container: makes the database once, then becomes PostgreSQL.
// The same variables as of the published image: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, PGDATA.
import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

function setting(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== "") return value;
  throw new Error(`${name}: is not set; this container cannot start without it`);
}

const { PATH = "" } = process.env;
const [programs = ""] = PATH.split(delimiter);
const program = (name: string) => join(programs, name);
const env = { PATH, LC_ALL: "C" };
const data = setting("PGDATA");

if (!existsSync(data)) {
  // Made beside its place: what was not made to its end is begun anew.
  const unfinished = `${data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const passwordFile = "/tmp/password";
  writeFileSync(passwordFile, setting("POSTGRES_PASSWORD"), { mode: 0o600 });
  execFileSync(
    program("initdb"),
    [
      ...["-D", unfinished, "-U", setting("POSTGRES_USER"), `--pwfile=${passwordFile}`],
      ...["-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"],
    ],
    { stdio: "inherit", env },
  );
  rmSync(passwordFile);
  appendFileSync(join(unfinished, "pg_hba.conf"), "host all all all scram-sha-256\n");
  execFileSync(program("postgres"), ["--single", "-D", unfinished, "postgres"], {
    input: `CREATE DATABASE "${setting("POSTGRES_DB")}"\n`,
    stdio: ["pipe", "inherit", "inherit"],
    env,
  });
  renameSync(unfinished, data);
}
// At each start the kubelet opens a volume to its group, with which PostgreSQL refuses it.
chmodSync(data, 0o700);
const args = ["-D", data, "-c", "listen_addresses=*"];
process.execve?.(program("postgres"), [program("postgres"), ...args], env);
