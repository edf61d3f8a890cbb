import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";

/** What a program said last: enough to see why it failed. */
const lastLinesKept = 6;

/** Runs a program to its end and gives what it printed. Throws with its last words if it failed. */
export async function command(
  file: string,
  args: readonly string[],
  input: string | AsyncIterable<Uint8Array> = "",
): Promise<string> {
  const child = spawn(file, [...args], { stdio: ["pipe", "pipe", "pipe"] });
  const [output, errors, , [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    // It may end before it has read everything; why, it says itself.
    pipeline(typeof input === "string" ? Readable.from([input]) : input, child.stdin).catch(
      (thrown: unknown) => {
        if (!isBrokenPipe(thrown)) throw thrown;
      },
    ),
    once(child, "close"),
  ]);
  if (code === 0) return output;
  const lines = `${output}\n${errors}`.split("\n").filter((line) => line.trim() !== "");
  const said = lines.slice(-lastLinesKept).join("\n  ");
  throw new Error(`${file} ${args.join(" ")}: ended with ${String(code)}\n  ${said}`);
}

const isBrokenPipe = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  "code" in thrown &&
  (thrown.code === "EPIPE" || thrown.code === "ERR_STREAM_PREMATURE_CLOSE");
