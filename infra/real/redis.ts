import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Part } from "./part.ts";
import { newPassword } from "./password.ts";
import { freePorts } from "./ports.ts";
import type { Supervisor } from "./supervisor.ts";

/** A Redis that runs. */
export interface Redis {
  readonly part: Part;
  /** `host:port` */
  readonly address: string;
  readonly password: string;
}

/** Starts an empty Redis that keeps what it is told, with a password of its own. */
export async function startRedis(supervisor: Supervisor, server: string): Promise<Redis> {
  const [port = 0] = await freePorts(1);
  const password = newPassword();
  const data = join(supervisor.folder, "redis");
  mkdirSync(data);
  const settings = join(supervisor.folder, "redis.conf");
  // In a file, because every user of the machine sees the arguments of a program.
  const lines = [
    "bind 127.0.0.1",
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${data}`,
    "appendonly yes",
    'save ""',
  ];
  writeFileSync(settings, `${lines.join("\n")}\n`, { mode: 0o600 });
  const part = await supervisor.start({
    name: "redis",
    command: server,
    args: [settings],
    ready: { kind: "words", words: "Ready to accept connections" },
    wayOut: "npm run tools -- ensure redis, or give your own as REDIS_HOST",
  });
  return { part, address: `127.0.0.1:${port}`, password };
}
