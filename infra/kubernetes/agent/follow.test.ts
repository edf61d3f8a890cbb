import { expect, test } from "vitest";
import { follow } from "./follow.ts";

const object = (name: string, value: string) => ({ metadata: { name, namespace: "shop" }, value });
const list = (...items: readonly unknown[]) =>
  JSON.stringify({ metadata: { resourceVersion: "7" }, items });
const event = (type: string, what: unknown) => JSON.stringify({ type, object: what });
const inside = (each: unknown) => /"value":"(\w+)"/.exec(JSON.stringify(each))?.[1] ?? "";

/** Tells until the server has said everything that it was given to say. */
async function told(lists: readonly string[], watches: readonly (readonly string[])[]) {
  const [all, asked, reported]: [string[][], string[], string[]] = [[], [], []];
  const [answers, streams] = [[...lists], [...watches]];
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const api = {
    get: async (path: string) => {
      asked.push(path);
      const next = answers.shift();
      if (next !== undefined) return next;
      resolve();
      return new Promise<string>(() => undefined);
    },
    async *lines(path: string) {
      asked.push(path);
      yield* streams.shift() ?? [];
    },
  };
  const tell = (objects: readonly string[]) => all.push([...objects]);
  const report = (line: string) => reported.push(line);
  void follow(api, "/pods", inside, { tell: (each) => void tell(each), report });
  await over;
  return { all, asked, reported };
}

test("all objects are told at first, and again after each change", async () => {
  const { all, asked } = await told(
    [list(object("a", "one"))],
    [
      [
        event("ADDED", object("b", "two")),
        event("BOOKMARK", { metadata: { name: "" } }),
        event("MODIFIED", object("a", "three")),
        event("DELETED", object("b", "two")),
      ],
    ],
  );
  expect(all).toEqual([["one"], ["one", "two"], ["three", "two"], ["three"]]);
  expect(asked[1]).toBe("/pods?watch=1&timeoutSeconds=30&resourceVersion=7");
});

test("what fails is reported, and everything is listed anew", async () => {
  const { all, reported } = await told(
    [list(object("a", "one")), "no JSON", list(object("a", "two"))],
    [[event("ERROR", { code: 410 })], []],
  );
  expect(all).toEqual([["one"], ["two"]]);
  expect(reported).toEqual([expect.stringContaining("410"), expect.stringContaining("JSON")]);
});
