import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { obtain } from "./ensure.ts";
import type { Program } from "./program.ts";
import { has } from "./testing/has.ts";
import { inWorkplace, type Workplace, writeFiles } from "./testing/workplace.ts";

/** A real module without a dependency: the compiler has built its parts before. */
const module = {
  "go/hello/go.mod": "module example.test/hello\n\ngo 1.22\n",
  "go/hello/main.go": `package main

var version = "unset"

func main() { println("hello", version) }
`,
};
const hello: Program = {
  version: "1.0.0",
  bin: ["hello", "greet"],
  ways: [{ kind: "go", module: "hello", package: ".", variables: { "main.version": "1.0.0" } }],
};
const unreachable = {
  kind: "download",
  url: () => "http://publisher.invalid/hello.tar.gz",
  checksum: { kind: "published", url: () => "http://publisher.invalid/sums.txt" },
} as const;

const inModule = (work: (place: Workplace) => Promise<void>) =>
  inWorkplace(async (place) => {
    await writeFiles(place.ports.sources, module);
    await work(place);
  });

const says = (path: string) =>
  execFileSync("/bin/sh", ["-c", '"$0" 2>&1', path], { encoding: "utf8" }).trim();

describe.skipIf(!has("go"))("ensuring what is built from a Go module", () => {
  test("a program is built from its module, and is there at once the second time", () =>
    inModule(async ({ ports, lines }) => {
      const tool = await obtain("hello", hello, ports);
      expect([says(tool.path("hello")), says(tool.path("greet"))]).toEqual([
        "hello 1.0.0",
        "hello 1.0.0",
      ]);
      expect(lines.at(-1)).toMatch(/^hello 1\.0\.0: ready by go in \d+ s, \d+ MB$/);

      const before = { lines: lines.length, mtime: (await stat(tool.folder)).mtimeMs };
      expect((await obtain("hello", hello, ports)).folder).toBe(tool.folder);
      expect({ lines: lines.length, mtime: (await stat(tool.folder)).mtimeMs }).toEqual(before);
    }));

  test("where the release cannot be reached, the next way is taken and the first is told", () =>
    inModule(async ({ ports, lines }) => {
      const tool = await obtain("hello", { ...hello, ways: [unreachable, ...hello.ways] }, ports);
      expect(tool.way).toBe("go");
      expect(lines).toContainEqual(expect.stringMatching(/^hello 1\.0\.0: not by download: http/));
    }));

  test("what does not compile is told with the compiler's words, and leaves nothing", () =>
    inModule(async ({ ports }) => {
      await writeFiles(ports.sources, {
        "go/hello/main.go": "package main\n\nfunc main() { x }\n",
      });
      await expect(obtain("hello", hello, ports)).rejects.toThrow(
        /by go: go build .*undefined: x/s,
      );
      expect(await readdir(join(ports.cache, "hello"))).toEqual(["lock"]);
    }));

  test("a module whose sums do not know what it needs is not built", () =>
    inModule(async ({ ports }) => {
      await writeFiles(ports.sources, {
        "go/hello/go.mod": `${module["go/hello/go.mod"]}\nrequire golang.org/x/text v0.38.0\n`,
        "go/hello/main.go": 'package main\n\nimport _ "golang.org/x/text"\n\nfunc main() {}\n',
      });
      await expect(obtain("hello", hello, ports)).rejects.toThrow(/missing go.sum entry/);
    }));

  test("what pins a program names its folder: a change makes another, and keeps the first", () =>
    inModule(async ({ ports }) => {
      const first = await obtain("hello", hello, ports);
      await writeFiles(ports.sources, { "go/hello/go.sum": "" });
      const second = await obtain("hello", hello, ports);
      const third = await obtain("hello", { ...hello, version: "1.0.1" }, ports);
      const folders = [first, second, third].map(({ folder }) => folder);
      expect(new Set(folders).size).toBe(3);
      for (const { path } of [first, second, third]) expect(says(path("hello"))).toMatch(/^hello/);
    }));

  test("of several that want a program at once, one makes it and the others wait", () =>
    inModule(async ({ ports, lines }) => {
      const tools = await Promise.all([1, 2, 3].map(() => obtain("hello", hello, ports)));
      expect(new Set(tools.map(({ folder }) => folder)).size).toBe(1);
      expect(lines.filter((line) => line.includes("ready by"))).toHaveLength(1);
      expect(
        lines.filter((line) => line.endsWith("waiting for another that makes it ...")),
      ).toHaveLength(2);
    }));

  test("a lock of a process that was killed with -9 keeps nobody out", () =>
    inModule(async ({ ports, lines }) => {
      await writeFiles(ports.cache, { "hello/note": "" });
      const holder = fork(join(import.meta.dirname, "testing", "hold-lock.ts"), [
        join(ports.cache, "hello", "lock"),
      ]);
      await once(holder, "message");
      const waiting = obtain("hello", hello, ports);
      await expect
        .poll(() => lines)
        .toEqual(["hello 1.0.0: waiting for another that makes it ..."]);
      holder.kill("SIGKILL");
      expect((await waiting).way).toBe("go");
    }));

  test("one that waits for the lock can be stopped", () =>
    inModule(async (place) => {
      await writeFiles(place.ports.cache, { "hello/note": "" });
      const holder = fork(join(import.meta.dirname, "testing", "hold-lock.ts"), [
        join(place.ports.cache, "hello", "lock"),
      ]);
      await once(holder, "message");
      place.onLine = () => place.stop(new Error("enough"));
      await expect(obtain("hello", hello, place.ports)).rejects.toThrow("enough");
      holder.kill("SIGKILL");
    }));

  test("a build that is interrupted leaves nothing, and the next one builds", () =>
    inModule(async (place) => {
      const { ports } = place;
      place.onLine = (line) => {
        // The line comes before the compiler is started; it then has work for some time.
        if (line.endsWith("module ...")) setImmediate(() => place.stop(new Error("interrupted")));
      };
      await expect(obtain("hello", hello, ports)).rejects.toThrow("interrupted");
      expect(await readdir(join(ports.cache, "hello"))).toEqual(["lock"]);
      const { signal } = new AbortController();
      expect((await obtain("hello", hello, { ...ports, signal })).way).toBe("go");
    }));

  test("what a killed one left is told with its place, and is in nobody's way", () =>
    inModule(async ({ ports, lines }) => {
      await writeFiles(ports.cache, { "hello/unfinished-abc/0/bin/hello": "half" });
      await obtain("hello", hello, ports);
      const left = join(ports.cache, "hello", "unfinished-abc");
      expect(lines[0]).toBe(
        `hello 1.0.0: left over from one that was killed, to be deleted: ${left}`,
      );
    }));

  test("a program of which a part is gone is not handed out", () =>
    inModule(async ({ ports }) => {
      const tool = await obtain("hello", hello, ports);
      await rm(tool.path("greet"));
      await expect(obtain("hello", hello, ports)).rejects.toThrow(
        `hello: ${tool.path("greet")} is gone; delete ${tool.folder} and ensure it again`,
      );
    }));
});
