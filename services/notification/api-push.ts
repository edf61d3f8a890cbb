import type { Hono } from "hono";
import { newPushBrowser, type PushBrowser } from "../shared/contracts/api/push.ts";
import { jsonBody } from "../shared/kit/body.ts";
import { isoNow } from "../shared/kit/clock.ts";
import { idempotencyKeyIn, personIn } from "../shared/kit/peer-call.ts";
import type { Ports } from "../shared/kit/ports.ts";
import { Problem } from "../shared/kit/problem.ts";
import { browserId, newBrowser, shownBrowser } from "./browsers.ts";
import type { SettingsStore } from "./kept-settings.ts";
import type { CheckUrl } from "./outgoing-rule.ts";

export interface PushRoutePorts {
  readonly people: SettingsStore;
  readonly pushKey: string | null;
}

/** The browsers that a person is told in. */
export function pushRoutes(
  app: Hono,
  { people, pushKey }: PushRoutePorts,
  checkUrl: CheckUrl,
  { clock }: Pick<Ports, "clock">,
): void {
  app.get("/notifications/push", async (c) => {
    const { browsers } = await people.of(personIn(c));
    return c.json({ items: browsers.map(shownBrowser) });
  });
  app.post("/notifications/push", async (c) => {
    const user = personIn(c);
    // Whatever it says, the same browser a second time is still one.
    idempotencyKeyIn(c);
    if (pushKey === null) throw notSetUp();
    const given = await jsonBody(c, newPushBrowser);
    await checkUrl("endpoint", given.endpoint);
    const added = newBrowser(given, isoNow(clock));
    const { browsers } = await people.addBrowser(user, added);
    const kept = browsers.find(({ id }) => id === browserId(given.endpoint)) ?? added;
    return c.json(shownBrowser(kept) satisfies PushBrowser, 201);
  });
  app.delete("/notifications/push/:id", async (c) => {
    const user = personIn(c);
    const id = c.req.param("id");
    const { browsers } = await people.of(user);
    if (!browsers.some((one) => one.id === id)) {
      throw new Problem("not_found", { detail: "there is no such browser of yours" });
    }
    await people.removeBrowsers(user, [id]);
    return c.body(null, 204);
  });
}

const notSetUp = () =>
  new Problem("conflict", {
    detail: "push is not set up on this server; its operator has to set WEB_PUSH_PUBLIC_KEY",
  });
