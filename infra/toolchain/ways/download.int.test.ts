import { execFileSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { obtain } from "../ensure.ts";
import type { Checksum, Program } from "../program.ts";
import { withArchiveServer } from "../testing/archive-server.ts";
import { inWorkplace, type Workplace } from "../testing/workplace.ts";

const script = "#!/bin/sh\necho hello from a release\n";
const wrongSum = "0".repeat(64);

const hello = (url: string, checksum: Checksum): Program => ({
  version: "1.0.0",
  bin: ["hello"],
  ways: [{ kind: "download", url: () => `${url}/hello.tar.gz`, checksum, folder: () => "release" }],
});

const pinned = (sha256: string): Checksum => ({
  kind: "pinned",
  sha256: {
    "linux-x64": sha256,
    "linux-arm64": sha256,
    "darwin-x64": sha256,
    "darwin-arm64": sha256,
  },
});
const published = (url: string): Checksum => ({ kind: "published", url: () => `${url}/sums.txt` });

/** A refused download has left nothing: neither a program nor a part of one. */
async function refused({ ports }: Workplace, program: Program): Promise<string> {
  const thrown = await obtain("hello", program, ports).catch((error: unknown) => error);
  expect(await readdir(join(ports.cache, "hello"))).toEqual(["lock"]);
  return thrown instanceof Error ? thrown.message : "nothing was thrown";
}

test("a release with the pinned checksum is taken, whole", () =>
  withArchiveServer({ "release/hello": script, "release/beside": "data" }, ({ url, sha256 }) =>
    inWorkplace(async ({ ports }) => {
      const tool = await obtain("hello", hello(url, pinned(sha256)), ports);
      expect(execFileSync(tool.path("hello"), { encoding: "utf8" })).toBe("hello from a release\n");
      expect(tool).toMatchObject({ name: "hello", version: "1.0.0", way: "download" });
      expect(tool.bytes).toBe(script.length + "data".length);
      expect(await readdir(join(tool.folder, "unpacked", "release"))).toContain("beside");
    }),
  ));

test("a release with a wrong checksum is refused, and nothing of it is unpacked", () =>
  withArchiveServer({ "release/hello": script }, ({ url, sha256 }) =>
    inWorkplace(async (place) => {
      const message = await refused(place, hello(url, pinned(wrongSum)));
      expect(message).toContain(
        `by download: ${url}/hello.tar.gz has the SHA-256 ${sha256}, and not ${wrongSum}: refused`,
      );
    }),
  ));

test("a release is taken when it is what its published sums say", () =>
  withArchiveServer({ "release/hello": script }, ({ url, sha256, files, asked }) =>
    inWorkplace(async ({ ports }) => {
      files.set("/sums.txt", `${wrongSum}  other.tar.gz\n${sha256}  hello.tar.gz\n`);
      const { way } = await obtain("hello", hello(url, published(url)), ports);
      expect({ way, asked }).toEqual({ way: "download", asked: ["/sums.txt", "/hello.tar.gz"] });
    }),
  ));

test("a release is refused when its published sums say otherwise", () =>
  withArchiveServer({ "release/hello": script }, ({ url, files }) =>
    inWorkplace(async (place) => {
      files.set("/sums.txt", `${wrongSum}  hello.tar.gz\n`);
      expect(await refused(place, hello(url, published(url)))).toContain(
        `not ${wrongSum}: refused`,
      );
    }),
  ));

test("without a published sum, the release is not even asked for", () =>
  withArchiveServer({ "release/hello": script }, ({ url, files, asked }) =>
    inWorkplace(async (place) => {
      expect(await refused(place, hello(url, published(url)))).toContain(
        `${url}/sums.txt: answered 404`,
      );
      files.set("/sums.txt", `${wrongSum}  other.tar.gz\n`);
      expect(await refused(place, hello(url, published(url)))).toContain(
        `${url}/sums.txt has no SHA-256 of hello.tar.gz`,
      );
      expect(asked).not.toContain("/hello.tar.gz");
    }),
  ));

test("a release that lacks the program is refused", () =>
  withArchiveServer({ "release/other": script }, ({ url, sha256 }) =>
    inWorkplace(async (place) => {
      expect(await refused(place, hello(url, pinned(sha256)))).toContain(
        "has no unpacked/release/hello",
      );
    }),
  ));

test("a publisher that cannot be reached is told by the reason", () =>
  inWorkplace(async (place) => {
    const message = await refused(place, hello("http://publisher.invalid", pinned(wrongSum)));
    expect(message).toMatch(
      /by download: http:\/\/publisher\.invalid\/hello\.tar\.gz: .*(ENOTFOUND|EAI_AGAIN)/,
    );
  }));
