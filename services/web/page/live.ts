import { signal } from "@preact/signals";
import { bearer, tokenFreshMs } from "./account.ts";
import { after, frameIn, pauseMs, type Reaction } from "./live-state.ts";
import { Refusal } from "./problem.ts";

/** Whether changes of other windows arrive. */
export type Wire = "opening" | "open" | "reconnecting" | "offline";

/** Whether changes of other windows arrive, for whoever shows it. */
export const wire = signal<Wire>("opening");

/** The close code of a socket whose token is not taken: a new token is needed. */
const unauthenticated = 4401;

/** Follows a person's changes until the returned function is called. */
export function follow(react: (reaction: Reaction) => void): () => void {
  let cursor: number | undefined;
  let socket: WebSocket | undefined;
  let failures = 0;
  let how: "kept" | "fresh" = "kept";
  let retry = 0;
  let renewal = 0;
  let isStopped = false;

  const open = async () => {
    const token = await bearer(how);
    if (isStopped || !navigator.onLine) return;
    how = "kept";
    const place = cursor === undefined ? "" : `?cursor=${cursor}`;
    const opened = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/sync${place}`);
    socket = opened;
    opened.onopen = () => say(opened, token);
    opened.onmessage = ({ data }) => {
      if (opened === socket) heard(String(data));
    };
    opened.onclose = ({ code }) => {
      if (opened !== socket) return;
      if (code === unauthenticated) how = "fresh";
      lost();
    };
  };
  const say = (to: WebSocket, token: string) =>
    to.send(JSON.stringify({ type: "auth", token }));
  const heard = (text: string) => {
    const frame = frameIn(text);
    if (!frame) return;
    if (frame.kind === "ready") {
      failures = 0;
      wire.value = "open";
      clearTimeout(renewal);
      renewal = setTimeout(renew, tokenFreshMs);
    }
    const next = after(cursor, frame);
    cursor = next.cursor;
    react(next.then);
  };
  /** A socket lives no longer than the token it was told. */
  const renew = () => {
    const still = socket;
    bearer("fresh")
      .then((token) => {
        if (still?.readyState === WebSocket.OPEN) say(still, token);
        renewal = setTimeout(renew, tokenFreshMs);
      })
      // The server ends the socket when its token has run out, and then everything begins anew.
      .catch(() => still?.close());
  };
  const connect = () => {
    clearTimeout(retry);
    open().catch((thrown: unknown) => {
      // Nobody is signed in any more: the page has changed to the door already.
      if (!(thrown instanceof Refusal && thrown.status === 401)) lost();
    });
  };
  const lost = () => {
    drop();
    if (isStopped || wire.value === "offline") return;
    wire.value = "reconnecting";
    clearTimeout(retry);
    retry = setTimeout(connect, pauseMs(failures, Math.random()));
    failures += 1;
  };
  const drop = () => {
    clearTimeout(renewal);
    const dropped = socket;
    socket = undefined;
    dropped?.close();
  };
  const wentOffline = () => {
    wire.value = "offline";
    clearTimeout(retry);
    drop();
  };
  const cameOnline = () => {
    wire.value = "reconnecting";
    failures = 0;
    drop();
    connect();
  };
  addEventListener("offline", wentOffline);
  addEventListener("online", cameOnline);
  wire.value = "opening";
  if (navigator.onLine) connect();
  else wire.value = "offline";
  return () => {
    isStopped = true;
    removeEventListener("offline", wentOffline);
    removeEventListener("online", cameOnline);
    clearTimeout(retry);
    drop();
  };
}
