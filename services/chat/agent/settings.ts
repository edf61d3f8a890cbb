import { z } from "zod";

/** Where the language model is, and how it is asked. */
export interface AgentSettings {
  readonly apiKey: string;
  /** Any server that speaks the Chat Completions API; undefined: OpenAI's own. */
  readonly baseUrl: string | undefined;
  readonly model: string;
}

/** Quick and used to tools; an answer has to come within seconds. */
const usualModel = "gpt-4.1-mini";

/** An empty variable says as little as none. */
const optional = (schema: z.ZodType<string>) =>
  z.preprocess((text) => (text === "" ? undefined : text), schema.optional());

const variables = z.object({
  OPENAI_API_KEY: optional(z.string().regex(/^[\x21-\x7e]+$/, "must be one word")),
  OPENAI_BASE_URL: optional(z.url({ protocol: /^https?$/, error: "must be an http(s) address" })),
  OPENAI_MODEL: optional(z.string().max(100)),
});

/** The settings when there is a key; without one nobody but ourselves understands people. */
export function agentSettings(
  given: Readonly<Record<string, string | undefined>>,
): AgentSettings | undefined {
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    throw new Error(
      parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    );
  }
  const { OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL } = parsed.data;
  if (OPENAI_API_KEY === undefined) return undefined;
  return { apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL, model: OPENAI_MODEL ?? usualModel };
}
