import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pauseProgram } from "./pause.ts";

test.runIf(process.platform === "linux")("the program waits until it is ended", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nudge-pause-"));
  try {
    const file = join(folder, "pause");
    writeFileSync(file, pauseProgram(process.arch), { mode: 0o755 });
    const child = spawn(file, { stdio: "ignore" });
    await once(child, "spawn");
    // It is asleep, and in no other call than the one it was made for.
    const state = () => readFileSync(`/proc/${child.pid}/stat`, "utf8").split(" ")[2];
    await expect.poll(state).toBe("S");
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    expect(await gone).toEqual([null, "SIGTERM"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a processor whose instructions are not known is refused", () => {
  expect(() => pauseProgram("mips")).toThrow('"mips": pods are held on x64, arm64');
});
