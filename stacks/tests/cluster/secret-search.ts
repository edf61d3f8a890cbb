import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { text } from "node:stream/consumers";

/** Texts to search for, each with what it is: what was found is told by that, never by the text. */
export type Needles = ReadonlyMap<string, string>;

/** Shorter ones are words that stand everywhere. */
const lengthMin = 8;

/**
 * Each secret as it is and as Kubernetes writes it down. One of several lines is searched line by
 * line: a key is found by any of them. Throws when one is too short to be told from other words.
 */
export function needlesOf(secrets: Readonly<Record<string, string>>): Needles {
  const short = Object.keys(secrets).filter((what) => (secrets[what] ?? "").length < lengthMin);
  if (short.length > 0) throw new Error(`too short to be searched for: ${short.join(", ")}`);
  return new Map(
    Object.entries(secrets).flatMap(([what, value]) => [
      ...linesOf(value).map((line) => [line, what] as const),
      [Buffer.from(value).toString("base64").replace(/=+$/, ""), `${what}, in base64`] as const,
    ]),
  );
}

const linesOf = (value: string): readonly string[] =>
  value.split(/\n|\\n/).filter((line) => line.length >= lengthMin && !line.startsWith("-----"));

/** What stands in a text, sorted. */
export const foundIn = (needles: Needles, hay: string): readonly string[] =>
  sorted([...needles].flatMap(([needle, what]) => (hay.includes(needle) ? [what] : [])));

/** What stands in the files of a folder, however large they are. Throws when there is no folder. */
export async function foundInFolder(needles: Needles, folder: string): Promise<readonly string[]> {
  statSync(folder);
  const options = ["--recursive", "--only-matching", "--text", "--no-filename", "--fixed-strings"];
  const child = spawn("grep", [...options, "--file=-", folder], { env: { LC_ALL: "C" } });
  child.stdin.end(`${[...needles.keys()].join("\n")}\n`);
  const ended = once(child, "close");
  const [printed, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  // 1: nothing was found. Pods come and go while their folders are read.
  if (complaints.replaceAll(/.*No such file or directory\n/g, "") !== "" || child.exitCode === null)
    throw new Error(`grep ${folder}: ${complaints}`);
  return sorted(printed.split("\n").flatMap((line) => needles.get(line) ?? []));
}

const sorted = (all: readonly string[]) => [...new Set(all)].sort((a, b) => (a < b ? -1 : 1));
