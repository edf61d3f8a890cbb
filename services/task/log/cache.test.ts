import { describe, expect, test } from "vitest";
import { logCache } from "./cache.ts";
import { bytesOf, emptyLoaded } from "./loaded.ts";

const oneLog = bytesOf(emptyLoaded());

function aCache(logsMax: number) {
  const loads: string[] = [];
  const cache = logCache(logsMax * oneLog, async (user) => {
    loads.push(user);
    await Promise.resolve();
    return emptyLoaded();
  });
  return { loads, cache };
}

describe("the cache of logs", () => {
  test("loads a log once", async () => {
    const { loads, cache } = aCache(2);
    const first = await cache.get("ada");

    expect(await cache.get("ada")).toBe(first);
    expect(loads).toEqual(["ada"]);
  });

  test("gives those that ask at once the same log", async () => {
    const { loads, cache } = aCache(2);
    const [one, other] = await Promise.all([cache.get("ada"), cache.get("ada")]);

    expect(one).toBe(other);
    expect(loads).toEqual(["ada"]);
  });

  test("lets the one go that was not used for longest", async () => {
    const { loads, cache } = aCache(2);
    for (const user of ["ada", "bob", "ada", "eve", "ada", "bob"]) await cache.get(user);

    expect(loads).toEqual(["ada", "bob", "eve", "bob"]);
  });

  test("counts what a log has grown by", async () => {
    const { loads, cache } = aCache(4);
    await cache.get("ada");
    const bob = await cache.get("bob");
    for (let i = 0; i < 50; i++) bob.view.commands.set(`c${i}`, { fingerprint: "", tasks: [] });
    cache.touch("bob", bob);
    await cache.get("ada");

    expect(loads).toEqual(["ada", "bob", "ada"]);
  });

  test("keeps the newest even when it alone is too large", async () => {
    const { loads, cache } = aCache(0);
    await cache.get("ada");
    await cache.get("ada");

    expect(loads).toEqual(["ada"]);
  });

  test("tries again after a load that failed", async () => {
    let attempts = 0;
    const cache = logCache(oneLog, async () => {
      if (++attempts === 1) throw new Error("down");
      return emptyLoaded();
    });

    await expect(cache.get("ada")).rejects.toThrow("down");
    await expect(cache.get("ada")).resolves.toBeDefined();
  });
});
