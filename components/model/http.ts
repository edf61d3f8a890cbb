/**
 * One HTTP exchange as plain data.
 *
 * Services and the runtime beside them speak the Dapr HTTP API. In a cluster the exchange crosses
 * a socket; where both ends share a process it is a function call. Both are a `Send`, so no code
 * above knows which one it has.
 */
export interface HttpCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with its query, starting with "/". */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Carries one call to its other end. It rejects only when no answer came back. */
export type Send = (call: HttpCall) => Promise<HttpAnswer>;
