import { vi } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";

/** One frame of the server. */
export const frameForm = z.looseObject({ type: z.string(), seq: z.number().optional() });
export type Frame = z.output<typeof frameForm>;

/** A window that does not hear within this time is deaf. */
const patienceMs = 20_000;
const lookEveryMs = 10;

export interface Window {
  readonly frames: readonly Frame[];
  /** The close code of the socket, or the status of a refused upgrade; undefined while open. */
  readonly end: () => number | undefined;
  send(data: string | Uint8Array): void;
  opened(): Promise<void>;
  /** Resolves with the close code, or the status of a refused upgrade. */
  ended(): Promise<number>;
  close(): void;
}

/** Opens a socket to the application; with a token it says at once who it is. */
export function openWindow(
  url: string,
  options: { readonly token?: string; readonly query?: string; readonly origin?: string } = {},
): Window {
  const { token, query = "", origin } = options;
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/sync${query}`, {
    ...(origin === undefined ? {} : { origin }),
  });
  const frames: Frame[] = [];
  let end: number | undefined;
  socket.on("open", () => {
    if (token !== undefined) socket.send(JSON.stringify({ type: "auth", token }));
  });
  socket.on("message", (data) => frames.push(frameForm.parse(JSON.parse(String(data)))));
  socket.on("unexpected-response", (_request, response) => {
    end = response.statusCode ?? 0;
    socket.terminate();
  });
  socket.on("close", (code) => {
    end ??= code;
  });
  // An error is always followed by a close, which tells the code.
  socket.on("error", () => undefined);
  const until = <T>(look: () => T) =>
    vi.waitFor(look, { timeout: patienceMs, interval: lookEveryMs });
  return {
    frames,
    end: () => end,
    send: (data) => socket.send(data),
    opened: () =>
      until(() => {
        if (socket.readyState !== WebSocket.OPEN) throw new Error("the socket does not open");
      }),
    ended: () =>
      until(() => {
        if (end === undefined) throw new Error(`the socket stays open: ${JSON.stringify(frames)}`);
        return end;
      }),
    close: () => socket.terminate(),
  };
}
