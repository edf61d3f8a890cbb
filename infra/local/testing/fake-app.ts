import type { HttpAnswer, HttpCall, Send } from "../../../components/model/http.ts";

/** An app that remembers its calls and answers as it is told. */
export interface FakeApp {
  readonly send: Send;
  /** All calls but those that ask for subscriptions. */
  readonly calls: readonly HttpCall[];
  /** The bodies of the calls to one path, parsed. */
  bodies(path: string): readonly unknown[];
  /** Answers calls from now on; undefined is 200 without a body. */
  answer(with_: (call: HttpCall) => HttpAnswer | undefined): void;
}

/** An answer with JSON. */
export const ok = (body: unknown = {}): HttpAnswer => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** An answer with nothing but a status. */
export const status = (code: number): HttpAnswer => ({ status: code, headers: {}, body: "" });

/** An app in this process; `subscribes` is what it says at `GET /dapr/subscribe`. */
export function fakeApp(subscribes: readonly object[] = []): FakeApp {
  const calls: HttpCall[] = [];
  let answering: (call: HttpCall) => HttpAnswer | undefined = () => undefined;
  return {
    calls,
    bodies: (path) =>
      calls.filter((call) => call.path === path).map(({ body }): unknown => JSON.parse(body)),
    answer: (with_) => {
      answering = with_;
    },
    async send(call) {
      if (call.path === "/dapr/subscribe") return ok(subscribes);
      calls.push(call);
      return answering(call) ?? status(200);
    },
  };
}
