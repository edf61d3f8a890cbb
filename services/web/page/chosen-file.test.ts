import { describe, expect, test } from "vitest";
import { endings, readChosen } from "./chosen-file.ts";

const list = JSON.stringify({ version: 1, tasks: [{ title: "Tée 🙂" }] });
const read = (name: string, content: BlobPart, type = "") =>
  readChosen(new File([content], name, { type }));
/** What is sent of a file that comes in one part. */
async function sentOf(name: string, content: BlobPart, type?: string): Promise<Blob> {
  const [part, ...more] = await read(name, content, type);
  expect(more).toEqual([]);
  if (part?.content instanceof Blob) return part.content;
  throw new Error("a file is sent as it is");
}
const rows = (count: number) => {
  const tasks = Array.from({ length: count }, () => ({}));
  return JSON.stringify({ version: 1, tasks });
};

describe("a file that somebody chose", () => {
  test.each([
    ["nudge-2026-01-04.json", list, "application/json"],
    ["Shop.list.CSV", "title\nTea\n", "text/csv"],
  ])("is by its name what it is, whatever the system says: %s", async (name, content, type) => {
    const sent = await sentOf(name, content, "application/vnd.ms-excel");
    expect(sent.type).toBe(type);
    expect(await sent.text()).toBe(content);
  });

  test("may have a byte order mark, which some editors write", async () => {
    expect(await (await sentOf("a.json", `\ufeff${list}`)).text()).toBe(list);
  });

  test("comes in parts when it is JSON of more than one import takes", async () => {
    expect(await read("a.json", rows(1_001))).toHaveLength(2);
    const long = {
      version: 1,
      tasks: [{ title: "x".repeat(1_500_000) }, { title: "y".repeat(1_500_000) }],
    };
    expect(await read("a.json", JSON.stringify(long))).toHaveLength(2);
  });

  test("is offered when it can be brought in", () => {
    expect(endings).toBe(".json,.csv");
  });
});

describe("refused before anything is sent is", () => {
  const tooLarge = (megabytes: number) => `too large: at most ${megabytes} MB`;
  const megabyte = 1_024 * 1_024;

  test.each<[string, string, BlobPart, string]>([
    ["another kind of file", "cat.png", "", "“cat.png” is another kind of file"],
    ["a calendar", "nudge.ics", "BEGIN:VCALENDAR", "another kind of file"],
    ["a file without an ending", "json", list, "another kind of file"],
    ["JSON that was cut off", "a.json", list.slice(0, -1), "This file is broken"],
    ["an empty file that should be JSON", "a.json", "", "This file is broken"],
    ["JSON of something else", "package.json", '{"version":1}', "no list of ours"],
    ["a list of a later form", "a.json", '{"version":2,"tasks":[]}', "no list of ours"],
    ["what is more than 2 MB", "a.csv", "x".repeat(2 * megabyte + 1), tooLarge(2)],
    ["JSON of more than 32 MB", "a.json", " ".repeat(32 * megabyte + 1), tooLarge(32)],
    ["text of an older code", "a.csv", new Uint8Array([0x54, 0xe9, 0x65]), "not written as UTF-8"],
  ])("%s", async (_, name, content, words) => {
    await expect(read(name, content)).rejects.toThrow(words);
  });

  test("nothing that just fits", async () => {
    expect((await sentOf("a.json", rows(1_000))).size).toBe(rows(1_000).length);
    expect((await sentOf("a.csv", "x".repeat(2 * megabyte))).size).toBe(2 * megabyte);
  });
});
