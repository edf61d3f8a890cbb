import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { type Entry, fileOf, foldersOf, tarBytes, tarOf } from "./tar.ts";

const archive = (entries: readonly Entry[]) => buffer(tarOf(entries));
const text = (bytes: Buffer, from: number, length: number) =>
  bytes.toString("utf8", from, from + length).replace(/\0.*$/s, "");

test("a file is a header, its bytes, and zeros up to the next block", async () => {
  const bytes = await archive([fileOf("app/hello", "hi\n", 0o755)]);
  expect(bytes.length).toBe(512 + 512 + 1_024);
  expect(text(bytes, 0, 100)).toBe("app/hello");
  expect(text(bytes, 100, 8)).toBe("0000755");
  expect(text(bytes, 124, 12)).toBe("00000000003");
  expect(text(bytes, 156, 1)).toBe("0");
  expect(text(bytes, 257, 8)).toBe("ustar");
  expect(text(bytes, 512, 512)).toBe("hi\n");
  expect(bytes.subarray(1_024).every((byte) => byte === 0)).toBe(true);
});

test("the sum of a header is that of its bytes, its own field blank", async () => {
  const header = (await archive([fileOf("a", "")])).subarray(0, 512);
  const blank = Buffer.from(header).fill(" ", 148, 156);
  const sum = blank.reduce((total, byte) => total + byte, 0);
  expect(Number.parseInt(text(header, 148, 7), 8)).toBe(sum);
});

test("a folder ends with a stroke, and a link says where it leads", async () => {
  const bytes = await archive([
    { kind: "folder", path: "tmp", mode: 0o1777 },
    { kind: "link", path: "bin", to: "usr/bin" },
  ]);
  expect([text(bytes, 0, 100), text(bytes, 100, 8), text(bytes, 156, 1)]).toEqual([
    "tmp/",
    "0001777",
    "5",
  ]);
  expect([text(bytes, 512, 100), text(bytes, 512 + 156, 1), text(bytes, 512 + 157, 99)]).toEqual([
    "bin",
    "2",
    "usr/bin",
  ]);
});

test("a long path is divided at a stroke", async () => {
  const path = `${"a".repeat(90)}/${"b".repeat(60)}`;
  const bytes = await archive([fileOf(path, "")]);
  expect(text(bytes, 345, 155)).toBe("a".repeat(90));
  expect(text(bytes, 0, 100)).toBe("b".repeat(60));
});

describe("what does not fit is refused", () => {
  test.each([
    [fileOf("a".repeat(101), ""), "is too long for an archive"],
    [fileOf(`${"a/".repeat(130)}b`, ""), "is too long for an archive"],
    [{ kind: "link", path: "a", to: "b".repeat(101) } as const, "is too long for an archive"],
    [
      { kind: "file", path: "a", mode: 0o644, bytes: 2 ** 33, content: Buffer.alloc(0) } as const,
      "8 GiB are the most",
    ],
    [
      { kind: "file", path: "a", mode: 0o644, bytes: 3, content: Buffer.from("hi") } as const,
      "has 2 bytes where 3 were announced",
    ],
  ])("%#", async (entry, why) => {
    await expect(archive([entry])).rejects.toThrow(why);
  });
});

test("its length is known before it is written", async () => {
  const entries = [fileOf("a", "x".repeat(512)), fileOf("b", "y".repeat(513)), fileOf("c", "")];
  expect((await archive(entries)).length).toBe(tarBytes(entries));
});

test("the same entries are the same bytes", async () => {
  const entries = [fileOf("a", "x"), fileOf("b", "y")];
  expect((await archive(entries)).equals(await archive(entries))).toBe(true);
});

test("folders come once, each after its parent", () => {
  expect(foldersOf(["/usr/lib/a.so", "/usr/bin/b", "/etc/c"]).map(({ path }) => path)).toEqual([
    "etc",
    "usr",
    "usr/bin",
    "usr/lib",
  ]);
});
