import type { Content } from "./wording.ts";

/** What is to be sent, the same at every try. */
export interface Message {
  /** By it a provider that remembers can tell a repetition. */
  readonly id: string;
  /** Of two messages about the same, only the newer one is worth showing. */
  readonly about: string;
  readonly content: Content;
  /** What a webhook gets. */
  readonly data: Readonly<Record<string, unknown>> & { readonly type: string };
}
