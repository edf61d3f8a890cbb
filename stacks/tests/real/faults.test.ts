import { expect, test } from "vitest";
import type { Part } from "../../../infra/real/part.ts";
import { Rng } from "../simulation/rng.ts";
import { chosenFaults, nameOf } from "./faults.ts";

const nothing = async () => undefined;

/** A program that is only named. */
const part = (name: string): Part => ({
  name,
  stage: 0,
  pid: () => 1,
  isRunning: () => true,
  signal: () => undefined,
  kill: nothing,
  stop: nothing,
  restart: nothing,
  ready: nothing,
  lastWords: () => "",
});

const target = (name: string) => ({ name, part: part(name) });
const targets = {
  below: [target("broker"), target("store")],
  above: ["a", "b", "c"].map(target),
};
const severity = { awayMaxMs: 1_000, pauseMs: { least: 5_000, most: 6_000 } };
const chosen = (seed: number, count: number) =>
  chosenFaults(new Rng(seed), count, targets, severity).map(nameOf);

test("one seed is one choice, another seed another", () => {
  expect(chosen(7, 8)).toEqual(chosen(7, 8));
  expect(chosen(8, 8)).not.toEqual(chosen(7, 8));
});

test("what others stand on is always hit both ways, when there is room", () => {
  const names = chosen(3, 10).map((name) => name.replace(/(, away| for) .*/, ""));
  expect(names).toHaveLength(10);
  expect(new Set(names).size).toBe(10);
  for (const harm of ["broker: kill -9", "broker: SIGSTOP", "store: kill -9", "store: SIGSTOP"]) {
    expect(names).toContain(harm);
  }
});

test("a short run hits both halves", () => {
  const names = chosen(5, 4);
  expect(names.filter((name) => /^(broker|store)/.test(name))).toHaveLength(2);
  expect(names).toHaveLength(4);
});
