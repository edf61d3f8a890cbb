import { isIP } from "node:net";
import type { Context } from "hono";
import { Problem } from "../shared/kit/problem.ts";
import type { AuthSettings } from "./settings.ts";

type Place = Pick<AuthSettings, "publicUrl" | "proxyHops">;

/** The library's own address: what callers say about theirs is judged here and goes no further. */
export const insideOrigin = "http://auth.nudge.internal";

/** How the library learns the caller's address; a caller's own header of that name is dropped. */
export const addressHeader = "nudge-client-address";

/** Calls within the process have no address: together they count as one caller. */
const noAddress = "0.0.0.0";
/** Enough to tell a person which browser it was; it is stored with each session. */
const userAgentCharactersMax = 200;

/** The request as the library gets it: only headers that we have judged, and a checked body. */
export function insideRequest(c: Context, place: Place, body: unknown): Request {
  const headers = new Headers({ [addressHeader]: addressOf(c, place), origin: insideOrigin });
  const cookie = c.req.header("cookie");
  if (cookie !== undefined) headers.set("cookie", cookie);
  const agent = c.req.header("user-agent");
  if (agent !== undefined) headers.set("user-agent", agent.slice(0, userAgentCharactersMax));
  const url = `${insideOrigin}${c.req.path}`;
  if (body === undefined) return new Request(url, { headers });
  headers.set("content-type", "application/json");
  return new Request(url, { method: "POST", headers, body: JSON.stringify(body) });
}

/**
 * Throws `forbidden` when a browser asks for another site's page. Programs send no such headers,
 * and hold no cookie that somebody else could use.
 */
export function refuseForeign(c: Context, { publicUrl }: Place): void {
  const origin = c.req.header("origin");
  if (origin !== undefined) {
    const own = publicUrl ? origin === publicUrl.origin : hostOf(origin) === hostOf(c.req.url);
    if (!own) throw new Problem("forbidden", { detail: "Origin: only our own pages may ask this" });
  }
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    throw new Problem("forbidden", { detail: "Sec-Fetch-Site: only our own pages may ask this" });
  }
}

/** Whether the caller's browser came by https, and so may be told to keep cookies to that. */
export function cookiesFor(c: Context, { publicUrl, proxyHops }: Place): "secure" | "plain" {
  const forwarded = proxyHops > 0 ? listed(c.req.header("x-forwarded-proto")).at(-1) : undefined;
  const protocol = publicUrl?.protocol ?? `${forwarded ?? new URL(c.req.url).protocol}`;
  return protocol.replace(":", "") === "https" ? "secure" : "plain";
}

/**
 * The caller's address: the socket's, or what the outermost proxy of ours has seen. What stands
 * further left in X-Forwarded-For the caller may have written himself.
 */
export function addressOf(c: Context, { proxyHops }: Place): string {
  const socket: unknown = c.env?.incoming?.socket?.remoteAddress;
  const chain = [
    ...(proxyHops > 0 ? listed(c.req.header("x-forwarded-for")) : []),
    typeof socket === "string" ? socket : noAddress,
  ];
  const address = chain[Math.max(0, chain.length - 1 - proxyHops)] ?? noAddress;
  return isIP(address) === 0 ? noAddress : address;
}

const listed = (header: string | undefined): readonly string[] =>
  (header ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

const hostOf = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).host : undefined;
