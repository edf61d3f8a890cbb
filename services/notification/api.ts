import { type Context, Hono } from "hono";
import { type NotificationPage, notificationQuery } from "../shared/contracts/api/notifications.ts";
import {
  type OuterChannel,
  type SettingsAnswer,
  type SettingsTestAnswer,
  settings,
  settingsTest,
} from "../shared/contracts/api/settings.ts";
import { jsonBody, matching } from "../shared/kit/body.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { personIn, queryOf } from "../shared/kit/peer-call.ts";
import type { Ports } from "../shared/kit/ports.ts";
import { invalid, Problem } from "../shared/kit/problem.ts";
import { pushRoutes } from "./api-push.ts";
import type { SendMessage } from "./channels.ts";
import { read } from "./decide.ts";
import { etagOf, type KeptSettings, type SettingsStore } from "./kept-settings.ts";
import { shown } from "./notices.ts";
import type { NoticesStore } from "./notices-store.ts";
import { type CheckUrl, outgoingRule } from "./outgoing-rule.ts";
import type { notification } from "./service.ts";
import { testContent } from "./wording.ts";

export interface RoutePorts {
  readonly people: SettingsStore;
  readonly send: SendMessage;
  readonly checkUrl: Connection<typeof notification>["checkUrl"];
  /** What browsers subscribe with; null when push is not set up. */
  readonly pushKey: string | null;
  readonly notices: NoticesStore;
}

/** What doors may ask, each time in the name of a person. */
export function routes(own: RoutePorts, ports: Pick<Ports, "clock" | "newId" | "settings">): Hono {
  const app = new Hono();
  const outgoing = outgoingRule(own, ports.settings.variables);
  settingsRoutes(app, own, outgoing, ports);
  pushRoutes(app, own, outgoing, ports);
  notificationRoutes(app, own, ports);
  return app;
}

function settingsRoutes(
  app: Hono,
  { people, send, pushKey }: RoutePorts,
  checkUrl: CheckUrl,
  { newId }: Pick<Ports, "newId">,
): void {
  const settingsAnswer = (c: Context, kept: KeptSettings) => {
    const { settings: known, webhook_secret } = kept;
    const answer = { ...known, push_public_key: pushKey, webhook_secret } satisfies SettingsAnswer;
    return c.json(answer, 200, { etag: etagOf(kept) });
  };

  app.get("/settings", async (c) => settingsAnswer(c, await people.of(personIn(c))));
  app.put("/settings", async (c) => {
    const user = personIn(c);
    const next = await jsonBody(c, settings);
    if (next.webhook) await checkUrl("webhook.url", next.webhook.url);
    return settingsAnswer(c, await people.replace(user, next, c.req.header("if-match")));
  });
  app.post("/settings/test", async (c) => {
    const user = personIn(c);
    const { channel } = await jsonBody(c, settingsTest);
    const kept = await people.of(user);
    if (channel === "push" ? kept.browsers.length === 0 : !kept.settings[channel]) {
      throw invalid("channel", `"${channel}" is not set up; ${howToSetUp(channel)}`);
    }
    await people.takeTest(user);
    const message = { id: `test-${newId()}`, about: "test", content: testContent, data: testData };
    const outcome = await send(channel, { ...kept, user }, message);
    const reason = outcome.kind === "failed" ? outcome.reason : null;
    return c.json({ channel, status: outcome.kind, reason } satisfies SettingsTestAnswer);
  });
}

const testData = { type: "test" } as const;

const howToSetUp = (channel: OuterChannel): string =>
  channel === "push"
    ? "switch it on in a browser (POST /api/notifications/push)"
    : "put its address into the settings";

function notificationRoutes(
  app: Hono,
  { notices }: RoutePorts,
  { clock }: Pick<Ports, "clock">,
): void {
  app.get("/notifications", async (c) => {
    const user = personIn(c);
    const { limit, cursor, status } = matching(notificationQuery, queryOf(c));
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
    const found = (await notices.of(user)).notices
      .toReversed()
      .filter(({ seq }) => seq < before)
      .filter(({ deliveries }) => !status || deliveries.some((one) => one.status === status));
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const next_cursor = found.length > limit && last ? String(last.seq) : null;
    return c.json({ items: items.map(shown), next_cursor } satisfies NotificationPage);
  });
  app.post("/notifications/:id/read", async (c) => {
    const user = personIn(c);
    const id = c.req.param("id");
    const now = clock.now();
    await notices.changeKnown(user, (before) => read(before, id, now));
    const found = (await notices.of(user)).notices.find((one) => one.id === id);
    if (!found) throw new Problem("not_found", { detail: "there is no such notification" });
    return c.json(shown(found));
  });
}
