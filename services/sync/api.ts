import { upgradeWebSocket } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { WebSocket } from "ws";
import { invalid, Problem } from "../shared/kit/problem.ts";
import type { OpenWindow, Socket } from "./open-window.ts";
import type { OpenWindows } from "./open-windows.ts";

/** A position of a log, far below what a number can hold exactly. */
const cursorForm = /^\d{1,15}$/;
/** A person's page comes back by itself; a little later there may be room. */
const comeBackSeconds = 5;

/**
 * The door for windows. What can be refused is refused with a status before the upgrade; who the
 * person is they say in the first frame, because a token in a URL ends up in logs.
 */
export function syncRoutes(windows: OpenWindows, publicUrl: string | undefined): Hono {
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return new Hono().get("/api/sync", (c) => {
    refuseUnlessUpgrade(c);
    refuseForeignOrigin(c, publicOrigin);
    const cursor = cursorIn(c);
    if (!windows.hasRoom()) {
      throw new Problem("unavailable", {
        detail: "no more windows can connect here now; connect again",
        retryAfterSeconds: comeBackSeconds,
      });
    }
    return upgradeWebSocket(c, connected(windows, cursor));
  });
}

function refuseUnlessUpgrade(c: Context): void {
  if (c.req.header("upgrade")?.toLowerCase() === "websocket") return;
  const message = "this is a WebSocket; send Upgrade: websocket";
  throw new Problem("malformed", {
    detail: `Upgrade: ${message}`,
    errors: [{ field: "Upgrade", message }],
  });
}

/** Browsers do not ask before a page of another site opens a socket: only this header tells. */
function refuseForeignOrigin(c: Context, publicOrigin: string | undefined): void {
  const origin = c.req.header("origin");
  // No browser leaves it out; who is no browser carries no one else's cookies.
  if (origin === undefined || origin === publicOrigin) return;
  const host = URL.canParse(origin) ? new URL(origin).host : "";
  if (host !== "" && host === c.req.header("host")?.toLowerCase()) return;
  throw new Problem("forbidden", { detail: "Origin: open this from the application's own page" });
}

/** Throws `invalid` for anything but one `cursor`, above all for a token where logs would keep it. */
function cursorIn(c: Context): number | undefined {
  const { cursor = [], ...others } = c.req.queries();
  for (const name of Object.keys(others)) throw invalid(name, "unknown parameter; use cursor only");
  const [text, ...more] = cursor;
  if (text === undefined) return undefined;
  if (more.length > 0) throw invalid("cursor", "is there twice");
  if (!cursorForm.test(text)) throw invalid("cursor", "must be a position such as 42");
  return Number(text);
}

/** What happens on the wire once it stands. */
function connected(windows: OpenWindows, cursor: number | undefined) {
  let window: OpenWindow | undefined;
  return {
    onOpen(_event: Event, { raw }: { readonly raw?: unknown }) {
      // The door's server is of ws; the adapter's own type names neither ping nor terminate.
      if (!(raw instanceof WebSocket)) throw new Error("the socket is not one of ws");
      const opened = windows.open(socketOf(raw), cursor);
      raw.on("pong", () => opened.pong());
      window = opened;
    },
    onMessage({ data }: { readonly data: unknown }) {
      window?.said(typeof data === "string" ? data : undefined);
    },
    onClose() {
      if (window) windows.gone(window);
    },
  };
}

const socketOf = (raw: WebSocket): Socket => ({
  // ws calls back with an error once the wire is gone; the close that follows says it as well.
  send: (text) => raw.send(text, () => undefined),
  ping: () => raw.ping(undefined, undefined, () => undefined),
  close: (code, reason) => raw.close(code, reason),
  terminate: () => raw.terminate(),
  bufferedBytes: () => raw.bufferedAmount,
});
