import { expect, test } from "vitest";
import { turns } from "../shared/kit/testing/own-clock.ts";
import { oneAtATime } from "./one-at-a-time.ts";

/** Work that its test ends, piece by piece. */
function held(peopleAtOnce: number) {
  const open: { readonly user: string; readonly end: PromiseWithResolvers<string> }[] = [];
  const begun: string[] = [];
  const ask = oneAtATime((user) => {
    begun.push(user);
    const end = Promise.withResolvers<string>();
    open.push({ user, end });
    return end.promise;
  }, peopleAtOnce);
  const next = async (settle: "resolve" | "reject" = "resolve") => {
    const one = open.shift();
    if (settle === "resolve") one?.end.resolve(`${one.user} is done`);
    else one?.end.reject(new Error(`${one.user} has failed`));
    await turns();
  };
  return { ask, begun, next };
}

test("a person's work never runs twice at once, and who asks meanwhile gets a turn of their own", async () => {
  const { ask, begun, next } = held(8);
  const first = ask("anna");
  await turns();
  const [second, third] = [ask("anna"), ask("anna")];
  await turns();
  expect(begun).toEqual(["anna"]);
  expect(second).toBe(third);
  expect(second).not.toBe(first);
  await next();
  expect(begun).toEqual(["anna", "anna"]);
  await next();
  expect(await Promise.all([first, second])).toEqual(["anna is done", "anna is done"]);
});

test("no more people at once than there are places", async () => {
  const { ask, begun, next } = held(2);
  const all = ["anna", "bob", "carl"].map(ask);
  await turns();
  expect(begun).toEqual(["anna", "bob"]);
  for (let n = 0; n < 3; n++) await next();
  expect(await Promise.all(all)).toHaveLength(3);
});

test("work that failed gives its place and its person free", async () => {
  const { ask, begun, next } = held(1);
  const failed = ask("anna").catch(String);
  const other = ask("bob");
  await turns();
  const again = ask("anna");
  await next("reject");
  expect(await failed).toBe("Error: anna has failed");
  await next();
  await next();
  expect(await Promise.all([other, again])).toEqual(["bob is done", "anna is done"]);
  expect(begun).toEqual(["anna", "bob", "anna"]);
});
