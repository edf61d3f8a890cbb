import { expect, test } from "vitest";
import type { HttpAnswer, HttpCall } from "../../../components/model/http.ts";
import type { Clock } from "./clock.ts";
import { patientSend } from "./patient-send.ts";

const away: HttpAnswer = {
  status: 500,
  headers: {},
  body: '{"errorCode":"ERR_DIRECT_INVOKE","message":"app is not in a healthy state"}',
};
const fine: HttpAnswer = { status: 200, headers: {}, body: "{}" };
const broken: HttpAnswer = { status: 500, headers: {}, body: '{"code":"internal"}' };

const question: HttpCall = {
  method: "GET",
  path: "/v1.0/invoke/task/method/tasks",
  headers: {},
  body: "",
};
const command: HttpCall = { ...question, method: "POST", headers: { "idempotency-key": "k1" } };

/** Time passes when nobody has anything else to do: then whoever is due first wakes. */
function sleeper(): Clock {
  let nowMs = 0;
  const due: { readonly atMs: number; readonly wake: () => void }[] = [];
  const wakeFirst = () => {
    const first = due.sort((a, b) => a.atMs - b.atMs).shift();
    nowMs = Math.max(nowMs, first?.atMs ?? 0);
    first?.wake();
  };
  return {
    now: () => nowMs,
    sleep: (ms) =>
      new Promise((wake) => {
        due.push({ atMs: nowMs + ms, wake });
        setImmediate(wakeFirst);
      }),
  };
}

/** A request on which nobody ever says a word. */
const silence = new Promise<never>(() => undefined);

/** Sends through a sidecar with these answers; the last one stays. */
async function sent(call: HttpCall, ...answers: readonly (HttpAnswer | Promise<never>)[]) {
  let tries = 0;
  const send = async () => answers[Math.min(tries++, answers.length - 1)] ?? fine;
  return { answer: await patientSend(send, sleeper())(call), tries };
}

test.each([question, command])("a peer that is replaced is asked again: $method", async (call) => {
  expect(await sent(call, away, away, fine)).toEqual({ answer: fine, tries: 3 });
});

test("a command without a key may have been carried out: it is sent once", async () => {
  const plain = { ...command, headers: {} };
  expect(await sent(plain, away, fine)).toEqual({ answer: away, tries: 1 });
});

test("a peer's own failure is its answer", async () => {
  expect(await sent(question, broken, fine)).toEqual({ answer: broken, tries: 1 });
});

test("patience ends after 8 s", async () => {
  expect(await sent(question, away)).toEqual({ answer: away, tries: 41 });
});

test("only peers are asked again", async () => {
  const state = { ...question, path: "/v1.0/state/statestore/x" };
  expect(await sent(state, away, fine)).toEqual({ answer: away, tries: 1 });
});

test.each([question, command])(
  "a peer that says nothing is asked once more: $method",
  async (call) => {
    expect(await sent(call, silence, fine)).toEqual({ answer: fine, tries: 2 });
  },
);

test("after silence a peer that is replaced is asked again", async () => {
  expect(await sent(question, silence, away, fine)).toEqual({ answer: fine, tries: 3 });
});

test("a peer that answers late is heard, though the second request fails", async () => {
  const lateAnswer = Promise.withResolvers<HttpAnswer>();
  let tries = 0;
  const send = (): Promise<HttpAnswer> => {
    if (tries++ === 0) return lateAnswer.promise;
    setImmediate(() => lateAnswer.resolve(fine));
    return Promise.reject(new Error("nobody is there"));
  };
  expect(await patientSend(send, sleeper())(question)).toEqual(fine);
  expect(tries).toBe(2);
});

test("when both requests fail, the first says why", async () => {
  const first = Promise.withResolvers<HttpAnswer>();
  let tries = 0;
  const send = (): Promise<HttpAnswer> => {
    if (tries++ === 0) return first.promise;
    first.reject(new Error("no answer in 15 s"));
    return Promise.reject(new Error("nobody is there"));
  };
  await expect(patientSend(send, sleeper())(question)).rejects.toThrow("no answer in 15 s");
});

test("a command without a key is waited for", async () => {
  let tries = 0;
  const send = async (): Promise<HttpAnswer> => {
    tries++;
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    return fine;
  };
  const plain = { ...command, headers: {} };
  expect(await patientSend(send, sleeper())(plain)).toEqual(fine);
  expect(tries).toBe(1);
});
