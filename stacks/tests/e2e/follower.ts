import { WebSocket } from "ws";
import type { Person } from "./person.ts";
import { type Frame, frameForm } from "./window.ts";

/** A page waits half a second; a test need not. */
const dialAgainAfterMs = 50;

/** A window that comes back after each break and resumes behind the last position it heard. */
export interface Follower {
  /** Positions in the order in which they were heard. */
  readonly positions: readonly number[];
  /** Frames that say that something could not be told. */
  readonly resets: readonly Frame[];
  /** How often it had to connect. */
  readonly dials: () => number;
  close(): void;
}

/** Follows a person's changes from the first one on. */
export function follow(person: Person): Follower {
  const positions: number[] = [];
  const resets: Frame[] = [];
  let dials = 0;
  let closed = false;
  let socket: WebSocket | undefined;

  const dial = () => {
    if (closed) return;
    dials += 1;
    const base = person.url.replace(/^http/, "ws");
    const dialled = new WebSocket(`${base}/api/sync?cursor=${positions.at(-1) ?? 0}`);
    socket = dialled;
    dialled.on("open", () => dialled.send(JSON.stringify({ type: "auth", token: person.token })));
    dialled.on("message", (data) => {
      const frame = frameForm.parse(JSON.parse(String(data)));
      if (frame.type === "change" && frame.seq !== undefined) positions.push(frame.seq);
      if (frame.type === "reset") resets.push(frame);
    });
    // An error is always followed by a close.
    dialled.on("error", () => undefined);
    dialled.on("close", () => setTimeout(dial, dialAgainAfterMs));
  };
  dial();
  return {
    positions,
    resets,
    dials: () => dials,
    close() {
      closed = true;
      socket?.terminate();
    },
  };
}
