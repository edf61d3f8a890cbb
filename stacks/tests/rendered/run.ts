import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** What a program printed; it may have ended with an error, of which its words tell. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, with a text as its input. */
export async function run(
  program: string,
  args: readonly string[],
  input: string,
): Promise<Printed> {
  const child = spawn(program, [...args], { stdio: "pipe" });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  child.stdin.end(input);
  const [stdout, stderr] = await printed;
  return { stdout, stderr };
}
