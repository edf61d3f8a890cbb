import { describe, expect, test } from "vitest";
import type { HttpCall } from "../../../components/model/http.ts";
import { memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { ownClock, turns } from "../../shared/kit/testing/own-clock.ts";
import { aService } from "../testing/a-service.ts";

const isPublish = ({ path }: HttpCall) => path.startsWith("/v1.0/publish/");
const brokerDown = (call: HttpCall) =>
  isPublish(call) ? { status: 500, headers: {}, body: "broker is away" } : undefined;

const positions = (ids: readonly string[]) => ids.map((id) => Number(id.split(":")[1]));

describe("publishing", () => {
  test("happens with the reply, the full event and the short word", async () => {
    const service = await aService();
    await service.adds();

    expect(service.sidecar.published).toMatchObject([
      { topic: "task.created", event: { id: "ada:1", source: "task", partitionKey: "ada" } },
      { topic: "task-updates", event: { id: "ada:1", data: { user_id: "ada", seq: 1 } } },
    ]);
  });

  test("that fails does not fail the command; a sweep publishes later, in order", async () => {
    const service = await aService();
    await service.adds();
    service.sidecar.intercept(brokerDown);
    await service.adds();
    await service.adds();
    service.sidecar.intercept(undefined);
    await service.adds();
    expect(positions(service.told())).toEqual([1]);

    await service.sweeps();

    expect(positions(service.told())).toEqual([1, 2, 3, 4]);
    expect(service.logged.map(({ event }) => event)).toContain("relay.postponed");
  });

  test("goes on at once after a sweep that settled", async () => {
    const service = await aService();
    service.sidecar.intercept(brokerDown);
    await service.adds();
    service.sidecar.intercept(undefined);
    await service.sweeps();
    await service.adds();

    expect(positions(service.told())).toEqual([1, 2]);
  });

  test("is not repeated by sweeps once it is settled", async () => {
    const service = await aService();
    await service.adds();
    for (let i = 0; i < 4; i++) await service.sweeps();

    expect(positions(service.told())).toEqual([1]);
  });

  test("takes marks away when nothing is left for a person", async () => {
    const service = await aService();
    await service.adds();
    const marks = () =>
      [...service.sidecar.values()].flatMap(([key, value]) =>
        key.startsWith("dirty:") ? Object.keys(Object(value)) : [],
      );
    expect(marks()).toEqual(["ada/r1"]);
    for (let i = 0; i < 3; i++) await service.sweeps();

    expect(marks()).toEqual([]);
  });
});

describe("a replica that dies", () => {
  test("leaves its events to another one, which publishes them after half a minute", async () => {
    const clock = ownClock();
    const sidecar = memorySidecar(clock.now);
    const dying = await aService({ sidecar, clock, replica: "dying" });
    const heir = await aService({ sidecar, clock, replica: "heir" });
    sidecar.intercept(brokerDown);
    await dying.adds();
    await dying.adds();
    sidecar.intercept(undefined);

    await heir.sweeps();
    expect(positions(heir.told())).toEqual([]);
    await clock.advance(30_001);
    await heir.sweeps();

    expect(positions(heir.told())).toEqual([1, 2]);
  });

  test("finds its own events again when it comes back under its name", async () => {
    const clock = ownClock();
    const sidecar = memorySidecar(clock.now);
    const before = await aService({ sidecar, clock, replica: "same" });
    sidecar.intercept(brokerDown);
    await before.adds();
    sidecar.intercept(undefined);

    const after = await aService({ sidecar, clock, replica: "same" });
    await after.sweeps();

    expect(positions(after.told())).toEqual([1]);
  });

  test("is never passed over: what it committed is published before what follows", async () => {
    const clock = ownClock();
    const sidecar = memorySidecar(clock.now);
    const dying = await aService({ sidecar, clock, replica: "dying" });
    const other = await aService({ sidecar, clock, replica: "other" });
    sidecar.intercept(brokerDown);
    await dying.adds();
    sidecar.intercept(undefined);
    await other.adds();
    await other.sweeps();
    await clock.advance(30_001);
    await other.sweeps();

    expect(new Set(positions(other.told()))).toEqual(new Set([1, 2]));
  });
});

test("a reply waits for a silent broker no longer than its budget", async () => {
  const clock = ownClock("wait");
  const silent = memorySidecar(clock.now);
  const sidecar = {
    ...silent,
    send: (call: HttpCall) =>
      isPublish(call) ? new Promise<never>(() => undefined) : silent.send(call),
  };
  const service = await aService({ sidecar, clock });
  let status = 0;
  const replied = service.call("POST", "/tasks", { title: "Tea" }).then((answer) => {
    status = answer.status;
  });

  await clock.advance(0);
  await clock.advance(99);
  await turns();
  expect(status).toBe(0);
  await clock.advance(1);
  await replied;
  expect(status).toBe(201);
});
