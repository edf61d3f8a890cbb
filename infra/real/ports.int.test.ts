import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePorts, portsFor } from "./ports.ts";

test("none is given twice, even while nobody has taken it", async () => {
  const rounds: number[] = [];
  for (let round = 0; round < 100; round += 1) rounds.push(...(await freePorts(10)));
  expect(new Set(rounds).size).toBe(rounds.length);
});

test("each can be listened on, and has its name", async () => {
  const ports = await portsFor("http", "metrics");
  expect(Object.keys(ports)).toEqual(["http", "metrics"]);
  for (const port of Object.values(ports)) {
    await using server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
  }
});
