import type { HttpAnswer, HttpCall } from "../../components/model/http.ts";
import { stateStoreName } from "../../components/model/names.ts";

const statePath = `/v1.0/state/${stateStoreName}`;

const isWrite = ({ method, path }: HttpCall): boolean => method === "POST" && path === statePath;

/** The bytes that a call hands to the store to write. */
export const bytesWritten = (call: HttpCall): number =>
  isWrite(call) ? Buffer.byteLength(call.body) : 0;

/** A write that lost: Dapr answers a lost first write with 500, any other with 409. */
export const isConflict = (call: HttpCall, { status }: HttpAnswer): boolean =>
  isWrite(call) && (status === 409 || status === 500);
