import { expect, test } from "vitest";
import { aTaskService } from "../tools/testing/a-task-service.ts";
import { guardedTools } from "./guarded-tools.ts";

test("once the turn has ended no call begins", async () => {
  const service = await aTaskService();
  const ended = new AbortController();
  const guarded = guardedTools(service.box(), ended);
  await guarded.call("create_task", { title: "Tea" });
  ended.abort(new Error("it is over"));

  await expect(guarded.call("create_task", { title: "Coffee" })).rejects.toThrow("it is over");
  expect(await service.titles()).toEqual(["Tea"]);
});

test("what is kept back for the person fits the tool", async () => {
  const service = await aTaskService();
  const [id = ""] = await service.adds("Tea");
  const guarded = guardedTools(service.box(), new AbortController());
  const refused = await guarded.call("delete_task", { id });

  expect(refused).toMatchObject({ ok: false, problem: { code: "needs_confirmation" } });
  for (const { tool, input } of guarded.pending) {
    expect(await service.box().callNamed(tool, input)).toMatchObject({ ok: true });
  }
  expect(await service.titles()).toEqual([]);
});
