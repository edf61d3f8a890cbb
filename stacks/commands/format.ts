import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./root.ts";

const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");

/** `npm run format [files]`: writes every file in the one form, and mends what is safe to mend. */
const paths = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [biome, "check", "--write", ...(paths.length > 0 ? paths : ["."])],
  { cwd: root, stdio: "inherit" },
);
process.exitCode = status ?? 1;
