import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Sums by the name of their file, from what `sha256sum` writes. Other lines are none of ours. */
export function sumsIn(text: string): ReadonlyMap<string, string> {
  const lines = text.matchAll(/^([0-9a-f]{64})[ \t]+\*?(\S+)[ \t]*\r?$/gim);
  return new Map([...lines].map(([, sum = "", name = ""]) => [name, sum.toLowerCase()]));
}

/** One line for each file that is not as it is known. */
export const differences = (
  known: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): readonly string[] =>
  [...new Set([...known.keys(), ...found.keys()])]
    .filter((name) => known.get(name) !== found.get(name))
    .map((name) => `${name}: ${found.get(name) ?? "absent"}, not ${known.get(name) ?? "known"}`);
