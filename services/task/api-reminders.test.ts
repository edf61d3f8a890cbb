import { describe, expect, test } from "vitest";
import { reminderTriggered } from "../shared/contracts/reminder-triggered.ts";
import { aService } from "./testing/a-service.ts";

describe("reminders", () => {
  test("are added, put off and dismissed", async () => {
    const service = await aService();
    const { id } = await service.adds();
    const at = "2026-01-06T08:00:00.000Z";
    const added = await service.call("POST", `/tasks/${id}/reminders`, { at });
    expect(added).toMatchObject({ status: 201, body: { reminders: [{ at, status: "pending" }] } });
    const [reminder] = (await service.adds({ reminders: [{ at }] })).reminders;
    const path = `/reminders/${reminder?.id}`;

    expect((await service.call("POST", `${path}/snooze`, { minutes: 10 })).body).toMatchObject({
      reminders: [{ at: "2026-01-05T08:10:00.000Z", status: "pending" }],
    });
    expect((await service.call("POST", `${path}/dismiss`)).body).toMatchObject({
      reminders: [{ status: "canceled" }],
    });
    expect(await service.call("POST", "/reminders/none/dismiss")).toMatchObject({ status: 404 });
  });

  test("are put off until a moment that has a name, in the zone of the request", async () => {
    const service = await aService();
    const { reminders } = await service.adds({ reminders: [{ at: "2026-01-06T08:00:00.000Z" }] });
    const asked = { preset: "tonight", timezone: "Europe/Berlin" };

    const answer = await service.call("POST", `/reminders/${reminders[0]?.id}/snooze`, asked);
    expect(answer.body).toMatchObject({ reminders: [{ at: "2026-01-05T18:00:00.000Z" }] });
  });

  test("are put off once, when that is sent twice under one key", async () => {
    const service = await aService();
    const { reminders } = await service.adds({ reminders: [{ at: "2026-01-06T08:00:00.000Z" }] });
    const snooze = () =>
      service.call(
        "POST",
        `/reminders/${reminders[0]?.id}/snooze`,
        { minutes: 5 },
        { "idempotency-key": "k1" },
      );
    const first = await snooze();
    await service.clock.advance(60_000);

    expect(await snooze()).toMatchObject({ status: 200, body: first.body });
  });

  test.each<[string, unknown, string]>([
    ["snooze", {}, "minutes"],
    ["snooze", { minutes: 5, preset: "tonight" }, "minutes"],
    ["snooze", { preset: "someday" }, "preset"],
    ["snooze", { preset: "tonight", timezone: "../../etc" }, "timezone"],
    ["snooze", { preset: "tonight", timezone: "UTC+25" }, "timezone"],
    ["snooze", { minutes: 5, timezone: "Europe/Berlin" }, "timezone"],
    ["snooze", { minutes: 1e9 }, "minutes"],
    ["snooze", { until: "2020-01-01T00:00:00Z" }, "until"],
    ["snooze", { until: "+275760-09-13T00:00:00Z" }, "until"],
  ])("%s %j is refused by its name", async (verb, body, field) => {
    const service = await aService();
    const { reminders } = await service.adds({ reminders: [{ at: "2026-01-06T08:00:00.000Z" }] });
    const answer = await service.call("POST", `/reminders/${reminders[0]?.id}/${verb}`, body);

    expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining(field) } });
  });

  const rent = { title: "Rent", recurrence: { rrule: "FREQ=MONTHLY" } };
  test.each([
    [
      "/tasks",
      { title: "Tea", due_date: "2030-01-05" },
      "reminders",
      (o: string) => ({ offset: o }),
    ],
    ["/recurring-tasks", rent, "reminder_offsets", (o: string) => o],
  ])("%s are refused years before, and taken a year before", async (path, input, field, of) => {
    const service = await aService();
    const answer = (offset: string) =>
      service.call("POST", path, { ...input, [field]: [of(offset)] });

    for (const offset of ["P999D", "P367D", "PT9999H", "P366DT1M"]) {
      expect(await answer(offset)).toMatchObject({
        status: 422,
        body: {
          errors: [
            {
              field: expect.stringMatching(`^${field}\\[0\\]`),
              message: 'must be at most 366 days, as in "P366D"; use a shorter one',
            },
          ],
        },
      });
    }
    expect(await answer("P366D")).toMatchObject({ status: 201 });
  });

  test.each([4, 1_441, 0, -5, 5.5, "5", 1e9])(
    "that nag every %j minutes are refused",
    async (n) => {
      const service = await aService();
      const reminders = [{ at: "2026-01-06T08:00:00.000Z", nag_minutes: n }];
      const answer = await service.call("POST", "/tasks", { title: "Tea", reminders });

      expect(answer).toMatchObject({
        status: 422,
        body: { errors: [{ field: expect.stringContaining("reminders[0]") }] },
      });
    },
  );

  test("that nag fire again at their next moment, each once", async () => {
    const service = await aService();
    const at = "2026-01-05T08:05:00.000Z";
    const { id, reminders } = await service.adds({ reminders: [{ at, nag_minutes: 10 }] });
    const proposal = { user_id: "ada", task_id: id, reminder_id: reminders[0]?.id, at };
    await service.clock.advance(20 * 60_000);
    for (const moment of [at, at, "2026-01-05T08:15:00.000Z", "2026-01-05T08:25:00.000Z"]) {
      await service.delivers("reminder.due", moment, { ...proposal, at: moment });
    }
    await service.clock.advance(5 * 60_000);
    await service.delivers("reminder.due", "again", {
      ...proposal,
      at: "2026-01-05T08:25:00.000Z",
    });

    const fired = service.sidecar.published.flatMap(({ topic, event }) =>
      topic === "reminder.triggered"
        ? [reminderTriggered.parse(event.data).payload.reminder.at]
        : [],
    );
    expect(fired).toEqual([at, "2026-01-05T08:25:00.000Z"]);
  });

  test("fire once, however often their moment is proposed", async () => {
    const service = await aService();
    const at = "2026-01-05T08:05:00.000Z";
    const { id, reminders } = await service.adds({ reminders: [{ at }] });
    const proposal = { user_id: "ada", task_id: id, reminder_id: reminders[0]?.id, at };

    expect(await service.delivers("reminder.due", "d1", proposal)).toEqual({ status: "RETRY" });
    await service.clock.advance(5 * 60_000);
    for (const event of ["d1", "d1", "d2"]) {
      const verdict = await service.delivers("reminder.due", event, proposal);
      expect(verdict).toEqual({ status: "SUCCESS" });
    }

    const topics = service.sidecar.published.map(({ topic }) => topic);
    expect(topics.filter((topic) => topic === "reminder.triggered")).toHaveLength(1);
  });
});
