import { execFileSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { obtain } from "../ensure.ts";
import type { Program } from "../program.ts";
import { type DebianPackage, debianRepository } from "../testing/debian-repository.ts";
import { has } from "../testing/has.ts";
import { inWorkplace, type Workplace } from "../testing/workplace.ts";

const hello: Program = {
  version: "1.6",
  bin: ["hello"],
  ways: [
    {
      kind: "debian",
      packages: ["nudge-hello"],
      inside: { hello: "usr/sbin/hello-nft" },
      libraryFolders: { HELLO_LIBDIR: "hello" },
    },
  ],
};
/** Says where it looks for its libraries, and what it was told. */
const script = `#!/bin/sh
echo "$HELLO_LIBDIR/$(ls "$HELLO_LIBDIR") $(echo "$LD_LIBRARY_PATH" | cut -d: -f1)" "$@"
`;
const helloPackage = (version: string): DebianPackage => ({
  name: "nudge-hello",
  version,
  depends: "nudge-libhello",
  files: { "usr/sbin/hello-nft": script },
});
const libhello: DebianPackage = {
  name: "nudge-libhello",
  version: "3-1",
  files: { "usr/lib/x86_64-linux-gnu/hello/a.so": "", "usr/lib/aarch64-linux-gnu/hello/a.so": "" },
};

afterEach(() => vi.unstubAllEnvs());

/** A machine whose distribution has these packages and no others. */
const inDistribution = (
  present: readonly DebianPackage[],
  work: (place: Workplace) => Promise<void>,
): Promise<void> =>
  inWorkplace(async (place) => {
    const env = await debianRepository(join(place.folder, "distribution"), present);
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    await work(place);
  });

describe.skipIf(!has("apt-get"))("packages of the distribution", () => {
  test("are unpacked with what they need, and find their libraries", () =>
    inDistribution([helloPackage("1.6.20~ds1-1"), libhello], async ({ ports, folder }) => {
      const tool = await obtain("hello", hello, ports);
      const said = execFileSync(tool.path("hello"), ["two words"], {
        cwd: folder,
        encoding: "utf8",
      });
      const libraries = join(tool.folder, "root", "usr", "lib");
      expect(said).toMatch(
        new RegExp(`^${libraries}/[\\w-]+/hello/a\\.so ${libraries}/[\\w-]+ two words\n$`),
      );
      expect(tool).toMatchObject({ way: "debian", version: "1.6" });
      expect(await readdir(join(ports.cache, "hello"))).toHaveLength(2);
    }));

  test("of another version are refused", () =>
    inDistribution([helloPackage("1:1.16.2-1"), libhello], ({ ports }) =>
      expect(obtain("hello", hello, ports)).rejects.toThrow(
        "by debian: the distribution has nudge-hello 1.16.2, and not 1.6",
      ),
    ));

  test("that it does not have are told in apt's words", () =>
    inDistribution([], ({ ports }) =>
      expect(obtain("hello", hello, ports)).rejects.toThrow(
        /Unable to locate package nudge-hello \(needs Debian 12, or /,
      ),
    ));
});
