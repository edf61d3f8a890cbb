import type { Send } from "../../components/model/http.ts";

/** Where to hand over, and the token that proves who calls. */
export interface App {
  readonly send: Send;
  readonly headers: Readonly<Record<string, string>>;
}
