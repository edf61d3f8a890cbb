import { once } from "node:events";
import { createServer, type Server } from "node:net";

/**
 * Below the range that outgoing connections get theirs from: a program that is started again must
 * find its port free.
 */
const lowest = 12_000;
const highest = 32_000;
const triesMax = 2_000;

/** A program that starts does not hold its port yet: to nobody else of this process it is free. */
const given = new Set<number>();

/** Ports of this machine that nothing uses at the moment. None is given twice. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  for (let tries = 0; ports.length < count; tries += 1) {
    if (tries > triesMax) throw new Error(`${count} free ports were asked for: there are fewer`);
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (given.has(port)) continue;
    given.add(port);
    const server = await hold(port);
    if (server === undefined) continue;
    held.push(server);
    ports.push(port);
  }
  await Promise.all(held.map((server) => once(server.close(), "close")));
  return ports;
}

/** One such port. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** A port for each name. */
export async function portsFor<Name extends string>(
  ...names: readonly Name[]
): Promise<Readonly<Record<Name, number>>> {
  const ports = await freePorts(names.length);
  const named = Object.fromEntries(names.map((name, i) => [name, ports[i] ?? 0]));
  // Each name has just been given one.
  return named as Record<Name, number>;
}

function hold(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
