import { WebSocket } from "ws";
import { z } from "zod";
import type { RealApplication } from "../../real-application.ts";
import { momentNow } from "./moments.ts";
import { doorsOf, type Someone } from "./people.ts";

/** One open window of each person, and when it was told of what. */
export interface OwnWindows {
  /** When each new task was told, by its id. */
  readonly told: ReadonlyMap<string, number>;
  close(): void;
}

const frame = z.looseObject({ type: z.string(), aggregate_id: z.string().optional() });

/** Opens a window for each of these people. Rejects when one is refused. */
export async function ownWindows(
  application: RealApplication,
  people: readonly Someone[],
): Promise<OwnWindows> {
  const [door = ""] = doorsOf(application, "sync");
  const told = new Map<string, number>();
  const sockets = await Promise.all(
    people.map((person) => openWindow(door, person, (id) => told.set(id, momentNow()))),
  );
  return {
    told,
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}

function openWindow(
  door: string,
  { token }: Someone,
  tell: (id: string) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${door}/api/sync`);
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", (code) => reject(new Error(`a window was closed with ${code}`)));
    socket.once("open", () => socket.send(JSON.stringify({ type: "auth", token })));
    socket.on("message", (data) => {
      const { type, aggregate_id } = frame.parse(JSON.parse(String(data)));
      if (type === "ready") resolve(socket);
      if (type === "change" && aggregate_id !== undefined) tell(aggregate_id);
    });
  });
}
