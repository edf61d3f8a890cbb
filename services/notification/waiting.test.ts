import { expect, test } from "vitest";
import { connect } from "../shared/kit/connect.ts";
import { memorySidecar } from "../shared/kit/testing/memory-sidecar.ts";
import { ownClock } from "../shared/kit/testing/own-clock.ts";
import { ownPorts } from "../shared/kit/testing/own-ports.ts";
import { notification } from "./service.ts";
import { waitingPeople } from "./waiting.ts";

const minute = 60_000;

function aStore() {
  const clock = ownClock();
  const sidecar = memorySidecar(clock.now);
  const waiting = waitingPeople(connect(notification, ownPorts(sidecar.send, { clock })), clock);
  const dueNow = async () => (await waiting.due()).map(({ user }) => user).sort();
  return { clock, waiting, dueNow };
}

/** The mark of the one person who is due. */
async function theMark({ waiting }: ReturnType<typeof aStore>) {
  const [mark] = await waiting.due();
  if (!mark) throw new Error("nobody is due");
  return mark;
}

test("who was noted is due at once, and again when the next moment has come", async () => {
  const store = aStore();
  await store.waiting.note("anna");
  await store.waiting.move(await theMark(store), store.clock.now() + minute);
  expect(await store.dueNow()).toEqual([]);
  await store.clock.advance(minute);
  expect(await store.dueNow()).toEqual(["anna"]);
});

test("a mark outlives the write that follows it, however early a sweep finds nothing", async () => {
  const store = aStore();
  await store.waiting.note("anna");
  await store.waiting.move(await theMark(store), undefined);
  await store.clock.advance(5 * minute);
  expect(await store.dueNow()).toEqual(["anna"]);
  await store.waiting.move(await theMark(store), undefined);
  await store.clock.advance(60 * minute);
  expect(await store.dueNow()).toEqual([]);
});

test("what was noted while a sweep looked stays due", async () => {
  const store = aStore();
  await store.waiting.note("anna");
  const seen = await theMark(store);
  await store.clock.advance(1);
  await store.waiting.note("anna");
  await store.waiting.move(seen, store.clock.now() + 60 * minute);
  expect(await store.dueNow()).toEqual(["anna"]);
});

test("many people are noted at once, and each of them is found", async () => {
  const store = aStore();
  const people = Array.from({ length: 300 }, (_, n) => `p${String(n).padStart(3, "0")}`);
  await Promise.all(people.map((user) => store.waiting.note(user)));
  expect(await store.dueNow()).toEqual(people);
});

test("a person whose id is a word of the language is a person like any other", async () => {
  const store = aStore();
  for (const user of ["constructor", "toString", "__proto__"]) await store.waiting.note(user);
  expect(await store.dueNow()).toEqual(["__proto__", "constructor", "toString"]);
});
