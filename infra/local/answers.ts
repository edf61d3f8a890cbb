import type { HttpAnswer } from "../../components/model/http.ts";

/** Dapr's answer to a write that worked, and to a read that found nothing. */
export const noContent: HttpAnswer = { status: 204, headers: {}, body: "" };

/** An answer of JSON. */
export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** A refusal in Dapr's form. */
export const refusal = (status: number, errorCode: string, message: string): HttpAnswer =>
  json(status, { errorCode, message });
