import type { HttpAnswer, Send } from "../../../components/model/http.ts";

/** What goes to a system outside of the platform. */
export interface Output {
  readonly data: unknown;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Sends through an output binding; the answer is the runtime's, whatever its status. */
export const daprOutput =
  (sidecar: Send) =>
  (name: string, operation: string, { data, metadata }: Output): Promise<HttpAnswer> =>
    sidecar({
      method: "POST",
      path: `/v1.0/bindings/${name}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ operation, data, metadata }),
    });
