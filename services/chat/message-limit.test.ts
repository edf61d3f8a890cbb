import { expect, test } from "vitest";
import { daprState, stateKey } from "../shared/kit/state.ts";
import { memorySidecar } from "../shared/kit/testing/memory-sidecar.ts";
import { ownClock } from "../shared/kit/testing/own-clock.ts";
import { messageLimit, messagesPerMinute } from "./message-limit.ts";

const aLimit = () => {
  const clock = ownClock();
  const { send } = memorySidecar(clock.now);
  const replica = () =>
    messageLimit({
      state: daprState(send),
      clock,
      key: (person, window) => stateKey("rate", person, window),
    });
  return { clock, replica };
};

test("a person's messages are counted over all replicas, and those of others apart", async () => {
  const { replica } = aLimit();
  const [one, two] = [replica(), replica()];
  await one("ada", messagesPerMinute - 1);
  await two("ada", 1);

  await expect(one("ada", 1)).rejects.toMatchObject({
    code: "too_many_requests",
    details: { retryAfterSeconds: 60 },
  });
  await expect(one("eve", 1)).resolves.toBeUndefined();
});

test("at once they are counted one by one", async () => {
  const { replica } = aLimit();
  const all = await Promise.allSettled(
    [replica(), replica(), replica()].map((limit) => limit("ada", messagesPerMinute / 2)),
  );
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
});

test("a new minute begins anew", async () => {
  const { clock, replica } = aLimit();
  const limit = replica();
  await limit("ada", messagesPerMinute);
  await clock.advance(60_000);

  await expect(limit("ada", 1)).resolves.toBeUndefined();
});
