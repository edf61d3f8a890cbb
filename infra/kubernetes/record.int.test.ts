import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  checkName,
  deleteRecord,
  isBeingMade,
  makeRecord,
  readRecord,
  recordsIn,
  writeRecord,
} from "./record.ts";

let top = "";
let base = "";
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "nudge-record-"));
  base = join(top, "clusters");
});
afterEach(() => {
  rmSync(top, { recursive: true });
});
const one = { name: "one", index: 0, nodes: 1 };

test("what is made is read again, by its name and among all", () => {
  expect(recordsIn(base)).toEqual([]);
  const record = makeRecord(base, one);
  expect(dirname(record.folder)).toBe(base);
  expect(readRecord(base, "one")).toEqual(record);
  expect(readRecord(base, "two")).toBeUndefined();
  expect(recordsIn(base)).toEqual([record]);
});

test("a name that is taken is not given again, and nothing is left of the attempt", () => {
  makeRecord(base, one);
  const there = readdirSync(base);
  expect(() => makeRecord(base, one)).toThrow('"one" was begun by another in this moment');
  expect(readdirSync(base)).toEqual(there);
});

test("what is deleted is gone with its folder", () => {
  deleteRecord(base, makeRecord(base, one));
  expect(readdirSync(base)).toEqual([]);
});

test("a deletion that was broken off can be ended", () => {
  const record = makeRecord(base, one);
  rmSync(record.folder, { recursive: true });
  deleteRecord(base, record);
  expect(readdirSync(base)).toEqual([]);
});

describe("a folder that no cluster made stays, whatever a record says", () => {
  test.each([
    ["elsewhere", () => join(top, "nudge-one-abcdef"), "it is not in"],
    ["with a plain name", () => join(base, "photos"), "no cluster's folder is called so"],
    ["of another cluster", () => join(base, "nudge-two-abcdef"), 'its mark names "two"'],
  ])("%s", (_, path, why) => {
    const record = { ...makeRecord(base, one), folder: path() };
    mkdirSync(record.folder);
    writeFileSync(join(record.folder, ".nudge-cluster"), "two");
    expect(() => deleteRecord(base, record)).toThrow(why);
    expect(existsSync(record.folder)).toBe(true);
    expect(readRecord(base, "one")).toBeDefined();
  });
});

test("a cluster is being made while its maker lives, not while another has its process id", () => {
  const record = makeRecord(base, one);
  expect(isBeingMade(record)).toBe(true);
  expect(isBeingMade({ ...record, maker: { pid: process.pid, started: "1" } })).toBe(false);
  expect(isBeingMade({ ...record, maker: { pid: 2 ** 30, started: "1" } })).toBe(false);
  const { maker: _, ...whole } = record;
  writeRecord(base, whole);
  expect(isBeingMade(whole)).toBe(false);
  expect(readRecord(base, "one")).toEqual(whole);
});

test("a record that cannot be read names its file", () => {
  const { name } = makeRecord(base, one);
  const file = join(base, `${name}.json`);
  writeFileSync(file, readFileSync(file, "utf8").replace('"index": 0', '"index": "x"'));
  expect(() => recordsIn(base)).toThrow(`${file}: is no record of a cluster`);
});

test.each(["", "One", "a b", "../x", "a".repeat(21), "1a"])("%j is no name", (name) => {
  expect(() => checkName(name)).toThrow("use 1 to 20 of a-z, 0-9 and -, a letter first");
});
