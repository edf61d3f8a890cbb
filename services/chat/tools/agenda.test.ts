import { expect, test } from "vitest";
import { aTaskService } from "./testing/a-task-service.ts";

/** It is Monday 2026-01-05 08:00 in UTC, 22:00 in Honolulu the day before, 22:00 in Kiritimati. */
const dues = [
  "2025-12-01",
  "2026-01-03",
  "2026-01-04",
  "2026-01-05",
  "2026-01-05T07:00:00Z",
  "2026-01-05T09:00:00Z",
  "2026-01-06",
  "2026-01-06T09:00:00Z",
  "2026-01-07",
];

async function agendaIn(timezone: string) {
  const service = await aTaskService();
  for (const due_date of dues) {
    await service.box("ada", due_date).call("create_task", { title: due_date, due_date });
  }
  await service.box("ada", "none").call("create_task", { title: "some day" });
  const done = await service
    .box("ada", "done")
    .call("create_task", { title: "2026-done", due_date: "2026-01-05" });
  if (done.ok) await service.box("ada", "did").call("complete_task", { id: done.value.id });
  const result = await service.box().call("agenda", { timezone, days: 1 });
  if (!result.ok) throw new Error(result.problem.detail);
  const { overdue, today, upcoming, ...rest } = result.value;
  const titles = (of: typeof today) => of.map(({ title }) => title.slice(5).replace(":00:00Z", ""));
  return {
    ...rest,
    overdue: titles(overdue),
    today: titles(today),
    upcoming: titles(upcoming),
  };
}

test("the days are those of the person's zone", async () => {
  expect(await agendaIn("UTC")).toEqual({
    date: "2026-01-05",
    overdue: ["12-01", "01-03", "01-04", "01-05T07"],
    overdue_total: 4,
    today: ["01-05", "01-05T09"],
    upcoming: ["01-06", "01-06T09"],
    not_shown: 0,
  });
  expect(await agendaIn("Pacific/Honolulu")).toMatchObject({
    date: "2026-01-04",
    overdue: ["12-01", "01-03", "01-05T07"],
    today: ["01-04", "01-05T09"],
    upcoming: ["01-05", "01-06T09"],
  });
  expect(await agendaIn("Pacific/Kiritimati")).toMatchObject({
    date: "2026-01-05",
    overdue: ["12-01", "01-03", "01-04", "01-05T07"],
    today: ["01-05", "01-05T09"],
    upcoming: ["01-06", "01-06T09"],
  });
});
