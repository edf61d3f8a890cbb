import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";

const script = join(import.meta.dirname, "testing", "a-served-service.ts");

let child: ChildProcess | undefined;

afterEach(async () => {
  if (!child || child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
});

/** Starts the service and waits until it says that it listens. */
async function serving(variables: Readonly<Record<string, string>>): Promise<number> {
  const port = await freePort();
  child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script], {
    env: { PATH: process.env.PATH, APP_PORT: String(port), ...variables },
    stdio: ["ignore", "ignore", "pipe"],
  });
  for await (const words of child.stderr ?? []) {
    if (String(words).includes("service.ready")) return port;
  }
  throw new Error("the service ended before it listened");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  return new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  }).finally(() => socket.destroy());
}

// 127.0.0.2 is this machine too, and stands for all of its other addresses.
test.runIf(process.platform === "linux")(
  "a service listens at the address of HOST alone, and in a pod at all of them",
  async () => {
    const own = await serving({ HOST: "127.0.0.1" });
    expect([await isOpen("127.0.0.1", own), await isOpen("127.0.0.2", own)]).toEqual([true, false]);
    child?.kill("SIGKILL");
    const all = await serving({});
    expect([await isOpen("127.0.0.1", all), await isOpen("127.0.0.2", all)]).toEqual([true, true]);
  },
);
