import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Program } from "../../../services/shared/kit/host.ts";
import { program as log } from "../../../services/task/main.ts";
import { aProgram } from "../a-program.ts";
import { onRuntime } from "../a-runtime.ts";
import { givenTask, rareWord } from "../given-tasks.ts";
import { keyPerTask } from "./key-per-task.ts";
import { oneIndex } from "./one-index.ts";

const page = z.object({ items: z.array(z.object({ title: z.string() })), total: z.number() });
/** More than one page of ids, and more keys than one bulk get takes. */
const tasks = 300;

/** The titles that a design finds, having made the same tasks with some in flight. */
const found = (program: Program) =>
  onRuntime(async (runtime) => {
    const { call, close } = await aProgram(program, runtime.sidecar("task"));
    for (let at = 0; at < tasks; at += 4) {
      const four = [at, at + 1, at + 2, at + 3].map(givenTask);
      await Promise.all(four.map((given) => call("POST", "/tasks", given)));
    }
    const path = `/tasks?search=${rareWord}&sort_by=title`;
    const answer = page.parse(JSON.parse((await call("GET", path)).body));
    await close();
    return { total: answer.total, titles: answer.items.map(({ title }) => title) };
  });

describe("a rival that is measured against the log", () => {
  it.each([
    ["a key for each task", keyPerTask],
    ["one index document", oneIndex],
  ])("finds the same tasks as the log: %s", async (_name, program) => {
    const ours = await found(log);
    expect(ours.total).toBe(4);
    expect(await found(program)).toEqual(ours);
  });

  it("refuses what the log refuses", async () => {
    await onRuntime(async (runtime) => {
      for (const program of [keyPerTask, oneIndex]) {
        const { call } = await aProgram(program, runtime.sidecar("task"));
        await expect(call("POST", "/tasks", { title: "" })).rejects.toThrow("title");
      }
    });
  });
});
