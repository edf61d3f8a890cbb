import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { WayFailed } from "../failures.ts";
import type { Making } from "../making.ts";
import type { GoWay, Platform } from "../program.ts";
import { RunFailed, run } from "../run.ts";

/** Builds a program from its Go module. */
export async function buildGo(way: GoWay, making: Making): Promise<void> {
  const { bin, into, scratch, ports } = making;
  const output = way.output ?? bin[0] ?? "";
  await mkdir(join(into, "bin"), { recursive: true });
  try {
    await run("go", goArguments(way, join(into, "bin", output)), {
      cwd: join(ports.sources, "go", way.module),
      env: { ...goEnvironment(ports.platform), GOTMPDIR: scratch },
      signal: ports.signal,
    });
  } catch (thrown) {
    if (!(thrown instanceof RunFailed)) throw thrown;
    throw new WayFailed(`${thrown.message} (needs Go, as new as its go.mod says)`);
  }
  for (const name of bin) if (name !== output) await symlink(output, join(into, "bin", name));
}

/** The words of `go build`. */
export function goArguments(way: GoWay, output: string): string[] {
  const variables = Object.entries(way.variables ?? {}).map(
    ([name, value]) => `-X ${name}=${value}`,
  );
  return [
    "build",
    // Nothing may be resolved anew: what go.sum does not name is an error.
    "-mod=readonly",
    // The same program from any folder and any state of this repository.
    "-trimpath",
    "-buildvcs=false",
    ...(way.tags?.length ? [`-tags=${way.tags.join(",")}`] : []),
    // Without tables for debuggers, as releases are.
    `-ldflags=${["-s", "-w", ...variables].join(" ")}`,
    "-o",
    output,
    way.package,
  ];
}

/** What a person set for other work must not change the program. GOFLAGS stays, for its `-p`. */
function goEnvironment(platform: Platform): Record<string, string> {
  const [system = "", processor = ""] = platform.replace("x64", "amd64").split("-");
  return { CGO_ENABLED: "0", GOWORK: "off", GOOS: system, GOARCH: processor };
}
