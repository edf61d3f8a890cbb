import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { toolchain } from "./rehearsal.ts";

/** The folder of a module that the toolchain builds from. */
export async function moduleFolder(toolchainModule: string, name: string): Promise<string> {
  const cwd = join(toolchain().sources, "go", toolchainModule);
  await promisify(execFile)("go", ["mod", "download", name], { cwd });
  const { stdout } = await promisify(execFile)("go", ["list", "-m", "-f", "{{.Dir}}", name], {
    cwd,
  });
  return stdout.trim();
}

/** Dapr's chart, as its module has it. */
export const daprChart = async (): Promise<string> =>
  join(await moduleFolder("dapr", "github.com/dapr/dapr"), "charts", "dapr");
