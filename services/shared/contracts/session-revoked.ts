import { z } from "zod";
import type { JsonSchema, Topic } from "../../../components/model/topic.ts";
import { userId } from "./domain-event.ts";

const schema = z.object({
  session_id: z.string().min(1).max(64),
  user_id: userId,
  /** When the last token of the session would have expired: after that nobody need remember. */
  expires_at: z.iso.datetime(),
});

export type SessionRevoked = z.output<typeof schema>;

/** A person signed out: doors refuse the session's tokens that have not expired yet. */
export const sessionRevoked: Topic<"session.revoked", SessionRevoked> = {
  name: "session.revoked",
  stream: "session-events",
  summary: "A person signed out: every door refuses the session's tokens from now on.",
  schemaVersion: "1.0",
  retention: "7d",
  schema: z.toJSONSchema(schema) as JsonSchema,
  parse: (json) => schema.parse(json),
  attributes: (event) => ({
    id: event.session_id,
    subject: event.user_id,
    key: event.user_id,
    sequence: 0,
  }),
};
