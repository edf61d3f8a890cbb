import { expect, it } from "vitest";
import type { HttpAnswer, HttpCall } from "../../components/model/http.ts";
import { bytesWritten, isConflict } from "./counting.ts";

const write: HttpCall = { method: "POST", path: "/v1.0/state/statestore", headers: {}, body: "ä" };
const bulkGet: HttpCall = { ...write, path: "/v1.0/state/statestore/bulk" };
const answer = (status: number): HttpAnswer => ({ status, headers: {}, body: "" });

it("only writes of state count as written, in bytes and not in characters", () => {
  expect(bytesWritten(write)).toBe(2);
  expect(bytesWritten(bulkGet)).toBe(0);
  expect(bytesWritten({ ...write, path: "/v1.0/publish/pubsub/task.created" })).toBe(0);
});

it("a conflict is a refused write of state, and nothing else", () => {
  expect([204, 409, 500, 400].map((status) => isConflict(write, answer(status)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(isConflict(bulkGet, answer(500))).toBe(false);
});
