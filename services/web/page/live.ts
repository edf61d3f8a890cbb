import { signal } from "@preact/signals";
import { bearer, tokenFreshMs } from "./account.ts";
import { follows, frameIn, pauseMs, type Reaction } from "./live-state.ts";
import { Refusal } from "./problem.ts";

/** Whether changes of other windows arrive. */
export type Wire = "opening" | "open" | "reconnecting" | "offline";

/** Whether changes of other windows arrive, for whoever shows it. */
export const wire = signal<Wire>("opening");

/** The close code of a socket whose token is not taken: a new token is needed. */
const unauthenticated = 4401;

/** Follows a person's changes until the returned function is called. */
export function follow(react: (reaction: Reaction) => void): () => void {
  const following = new Following(react);
  following.start();
  return () => following.stop();
}

class Following {
  readonly #react: (reaction: Reaction) => void;
  #cursor: number | undefined;
  #socket: WebSocket | undefined;
  #failures = 0;
  #token: "kept" | "fresh" = "kept";
  #retry: ReturnType<typeof setTimeout> | undefined;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #state: "following" | "stopped" = "following";
  readonly #wentOffline = () => {
    wire.value = "offline";
    this.#drop();
  };
  readonly #cameOnline = () => {
    wire.value = "reconnecting";
    this.#failures = 0;
    this.#drop();
    this.#connect();
  };

  constructor(react: (reaction: Reaction) => void) {
    this.#react = react;
  }

  start(): void {
    addEventListener("offline", this.#wentOffline);
    addEventListener("online", this.#cameOnline);
    wire.value = navigator.onLine ? "opening" : "offline";
    if (navigator.onLine) this.#connect();
  }

  stop(): void {
    this.#state = "stopped";
    removeEventListener("offline", this.#wentOffline);
    removeEventListener("online", this.#cameOnline);
    this.#drop();
  }

  #connect(): void {
    this.#open().catch((thrown: unknown) => {
      // Nobody is signed in any more: the page has changed to the door already.
      if (!(thrown instanceof Refusal && thrown.status === 401)) this.#lost();
    });
  }

  async #open(): Promise<void> {
    const token = await bearer(this.#token);
    // While the token was on its way the person left, went offline, or another try began.
    if (this.#state === "stopped" || wire.value === "offline" || this.#socket) return;
    this.#token = "kept";
    const place = this.#cursor === undefined ? "" : `?cursor=${this.#cursor}`;
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/sync${place}`);
    this.#socket = socket;
    socket.onopen = () => introduce(socket, token);
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#heard(String(data));
    };
    socket.onclose = ({ code }) => {
      if (socket !== this.#socket) return;
      if (code === unauthenticated) this.#token = "fresh";
      this.#lost();
    };
  }

  #heard(text: string): void {
    const frame = frameIn(text);
    if (!frame) return;
    if (frame.kind === "ready") {
      this.#failures = 0;
      wire.value = "open";
      this.#renewLater();
    }
    const { cursor, reaction } = follows(this.#cursor, frame);
    this.#cursor = cursor;
    this.#react(reaction);
  }

  /** A socket lives no longer than the token it was told. */
  #renewLater(): void {
    clearTimeout(this.#renewal);
    this.#renewal = setTimeout(() => {
      const socket = this.#socket;
      bearer("fresh")
        .then((token) => {
          if (socket?.readyState !== WebSocket.OPEN) return;
          introduce(socket, token);
          this.#renewLater();
        })
        // Its close is heard, and then everything begins anew.
        .catch(() => socket?.close());
    }, tokenFreshMs);
  }

  #lost(): void {
    this.#drop();
    if (this.#state === "stopped" || wire.value === "offline") return;
    wire.value = "reconnecting";
    this.#retry = setTimeout(() => this.#connect(), pauseMs(this.#failures, Math.random()));
    this.#failures += 1;
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#renewal);
    const dropped = this.#socket;
    this.#socket = undefined;
    dropped?.close();
  }
}

const introduce = (socket: WebSocket, token: string): void =>
  socket.send(JSON.stringify({ type: "auth", token }));
