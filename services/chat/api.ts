import { Hono } from "hono";
import {
  type ChatPage,
  chatQuery,
  chatRequest,
  parseRequest,
} from "../shared/contracts/api/chat.ts";
import type { Parsed } from "../shared/contracts/api/parsed.ts";
import { jsonBody, matching } from "../shared/kit/body.ts";
import { isoNow } from "../shared/kit/clock.ts";
import { idempotencyKeyIn, personIn, queryOf } from "../shared/kit/peer-call.ts";
import { type TurnPorts, takeTurn, unknownConversation } from "./conversation/turn.ts";

const nothingSaid: ChatPage = { conversation_id: null, messages: [] };

/** What the REST door may ask; each call names the person it is for. */
export function chatRoutes(ports: TurnPorts): Hono {
  const { conversations, understand, clock } = ports;
  return new Hono()
    .post("/chat", async (c) => {
      const user = personIn(c);
      const key = idempotencyKeyIn(c);
      const { text, timezone, conversation_id: conversation } = await jsonBody(c, chatRequest);
      return c.json(await takeTurn({ user, text, timezone, conversation, key }, ports));
    })
    .get("/chat", async (c) => {
      const user = personIn(c);
      const { conversation_id: asked } = matching(chatQuery, queryOf(c));
      const id = asked ?? (await conversations.latest(user))?.conversation_id;
      if (id === undefined) return c.json(nothingSaid);
      const { memory, etag } = await conversations.read(user, id);
      if (etag === undefined && asked !== undefined) throw unknownConversation();
      return c.json({ conversation_id: id, messages: memory.messages } satisfies ChatPage);
    })
    .post("/parse", async (c) => {
      personIn(c);
      const { text, timezone, now = isoNow(clock) } = await jsonBody(c, parseRequest);
      return c.json(understand({ text, timezone, now }) satisfies Parsed);
    });
}
