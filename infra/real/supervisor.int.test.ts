import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, test, vi } from "vitest";
import type { ProgramStart } from "./part.ts";
import { openSupervisor, type Supervisor, type SupervisorOptions } from "./supervisor.ts";

const opened: Supervisor[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

async function aSupervisor(options: SupervisorOptions = {}): Promise<Supervisor> {
  const supervisor = await openSupervisor(options);
  opened.push(supervisor);
  return supervisor;
}

const program = (script: string): ProgramStart => ({
  name: "sample",
  command: process.execPath,
  args: ["-e", script],
  ready: { kind: "words", words: "awake" },
  wayOut: "repair the sample",
});
const awake = program("console.log('awake'); setInterval(() => undefined, 1_000);");

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // No such process.
  }
};
const patience = { timeout: 20_000 };

test("a program runs until the supervisor closes, and its folder goes, too", async () => {
  const supervisor = await openSupervisor();
  const part = await supervisor.start(awake);
  const pid = part.pid();
  expect([runs(pid), existsSync(supervisor.folder)]).toEqual([true, true]);
  await supervisor.close();
  expect([runs(pid), existsSync(supervisor.folder)]).toEqual([false, false]);
});

test("one that ends before it is ready is quoted, with its end and the way out", async () => {
  const supervisor = await aSupervisor();
  const start = supervisor.start(program("console.error('no disk'); process.exit(3);"));
  await expect(start).rejects.toThrow(/sample ended with 3: repair the sample\..*no disk/s);
});

test("one that is not there is named", async () => {
  const supervisor = await aSupervisor();
  const start = supervisor.start({ ...awake, command: "/nowhere/sample" });
  await expect(start).rejects.toThrow(/sample cannot be started: repair the sample/);
});

test("what is killed on purpose can be started again; what ends by itself is told", async () => {
  const lost: string[] = [];
  const supervisor = await aSupervisor({ onLost: (_, why) => lost.push(why) });
  const part = await supervisor.start(awake);
  const first = part.pid();
  await part.kill();
  await part.restart();
  expect(part.pid()).not.toBe(first);
  expect(lost).toEqual([]);
  part.signal("SIGKILL");
  await vi.waitFor(() => expect(lost).toEqual(["sample ended with SIGKILL"]), patience);
});

test("one that is paused ends all the same", async () => {
  const supervisor = await openSupervisor();
  const part = await supervisor.start(awake);
  part.signal("SIGSTOP");
  await supervisor.close();
  expect(part.isRunning()).toBe(false);
});

test("nothing is started any more once all ends", async () => {
  const supervisor = await openSupervisor();
  await supervisor.close();
  await expect(supervisor.start(awake)).rejects.toThrow(/not started/);
});

test("a supervisor that is killed with -9 leaves no program and no folder", async () => {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, "testing", "supervising-child.ts"),
  ]);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { folder, pids }: { folder: string; pids: number[] } = JSON.parse(String(line));
  expect(pids.map(runs)).toEqual([true, true]);
  child.kill("SIGKILL");
  await vi.waitFor(() => {
    expect(pids.map(runs)).toEqual([false, false]);
    expect(existsSync(folder)).toBe(false);
  }, patience);
});
