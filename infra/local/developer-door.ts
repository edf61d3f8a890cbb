import { Hono } from "hono";

/** Names under which a browser of this machine reaches it; any other is a page of somebody else. */
const ownNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Routes below /dev for whoever sits at this machine. Nobody signs in here, so a page of another
 * origin, which the person's browser would let send requests, is refused.
 */
export const developerDoor = (...routes: readonly Hono[]): Hono => {
  const door = new Hono();
  door.use(async (c, next) => {
    const { hostname, host } = new URL(c.req.url);
    const origin = c.req.header("origin");
    const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
    if (ownNames.has(hostname) && isOwn) return next();
    return c.json({ detail: "only pages of this application on this machine may ask" }, 403);
  });
  for (const route of routes) door.route("/", route);
  door.notFound((c) => c.json({ detail: "there is nothing here" }, 404));
  return door;
};
