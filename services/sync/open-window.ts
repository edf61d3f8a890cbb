import type { Verifier } from "../shared/kit/bearer.ts";
import type { Clock } from "../shared/kit/clock.ts";
import { messageOf, RetryableError } from "../shared/kit/errors.ts";
import type { Log } from "../shared/kit/log.ts";
import type { Person } from "../shared/kit/person.ts";
import { Problem } from "../shared/kit/problem.ts";
import { demand } from "../shared/kit/scope.ts";
import type { ChangesAfter } from "./changes.ts";
import { answered, checked, heardOf, opened, type Step, type Stream } from "./decide.ts";
import {
  type Change,
  type CloseCode,
  clientFrame,
  closeCodes,
  type ServerFrame,
} from "./frames.ts";

/** The wire to one window of a person. */
export interface Socket {
  send(text: string): void;
  ping(): void;
  close(code: number, reason: string): void;
  /** Cuts the wire: what is buffered is lost. */
  terminate(): void;
  /** Bytes that the network has not taken yet. */
  bufferedBytes(): number;
}

export interface WindowPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly verify: Verifier["verify"];
  readonly changesAfter: ChangesAfter;
  /** Gives the window a place among its person's windows, or refuses. */
  readonly admit: (window: OpenWindow, person: string) => boolean;
}

/** One connection, from its upgrade to its close. */
export interface OpenWindow {
  /** Who it belongs to, once that is known. */
  readonly person: Person | undefined;
  /** The client said something; undefined when it was not text. */
  said(text: string | undefined): void;
  /** The other end answered a ping. */
  pong(): void;
  /** Something of the person's changed. */
  update(change: Change): void;
  /** Time has passed. */
  tick(nowMs: number): void;
  /** Says why, and closes. */
  end(code: CloseCode, detail: string): void;
}

/** A page says who it is at once; who does not only holds a place. */
const authWithinMs = 5_000;
/** As the other doors: a token is taken so much past its end, because clocks differ. */
const clockSkewMs = 60_000;
/** Below the idle limit of usual proxies (60 s), so that they keep the wire. */
const beatMs = 30_000;
/** An update may be lost on its way: after five minutes at the latest the owner is asked. */
const beatsToCheck = 10;
/** A client speaks once in a quarter of an hour; what speaks so often between two beats is broken. */
const framesPerBeatMax = 15;
/** Two thousand frames: a wire with so many unsent is slower than fetching anew. */
const bufferedBytesMax = 256 * 1_024;
const askAttemptsMax = 3;
const askPauseMs = 250;
/** A close frame carries at most 123 bytes; a character takes at most three. */
const reasonLengthMax = 40;

/** A window that has just been connected and must say who it is. */
export function openWindow(
  socket: Socket,
  cursor: number | undefined,
  ports: WindowPorts,
): OpenWindow {
  return new ConnectedWindow(socket, cursor, ports);
}

class ConnectedWindow implements OpenWindow {
  person: Person | undefined;
  readonly #socket: Socket;
  readonly #cursor: number | undefined;
  readonly #ports: WindowPorts;
  readonly #openedMs: number;
  #stream: Stream | undefined;
  #wire: "open" | "ended" = "open";
  #frames = 0;
  #beats = 0;
  #beatAtMs: number;
  #ping: "answered" | "sent" = "answered";
  /** Frames are taken one after the other, also while a token is being verified. */
  #saying: Promise<void> = Promise.resolve();

  constructor(socket: Socket, cursor: number | undefined, ports: WindowPorts) {
    this.#socket = socket;
    this.#cursor = cursor;
    this.#ports = ports;
    this.#openedMs = ports.clock.now();
    this.#beatAtMs = this.#openedMs + beatMs;
  }

  said(text: string | undefined): void {
    this.#frames += 1;
    if (this.#frames > framesPerBeatMax) {
      this.end(closeCodes.tooManyFrames, `at most ${framesPerBeatMax} frames in 30 s`);
      return;
    }
    this.#saying = this.#saying
      .then(() => (this.#isOpen() ? this.#authenticate(text ?? "") : undefined))
      .catch((thrown: unknown) => this.end(...refusal(thrown, this.#ports.log)));
  }

  pong(): void {
    this.#ping = "answered";
  }

  update(change: Change): void {
    if (this.#stream && this.#isOpen()) this.#apply(heardOf(this.#stream, change));
  }

  tick(nowMs: number): void {
    if (this.#isOpen()) this.#expire(nowMs);
    if (this.#isOpen() && nowMs >= this.#beatAtMs) this.#beat(nowMs);
  }

  end(code: CloseCode, detail: string): void {
    if (!this.#isOpen()) return;
    this.#send({ type: "error", code, detail });
    this.#wire = "ended";
    this.#socket.close(code, detail.slice(0, reasonLengthMax));
  }

  async #authenticate(text: string): Promise<void> {
    const token = tokenIn(text);
    if (token === undefined) {
      return this.end(closeCodes.malformed, 'send {"type":"auth","token":"<JWT>"}');
    }
    const person = await this.#ports.verify(token);
    demand(person, "tasks:read");
    if (!this.#isOpen()) return;
    if (this.person && this.person.id !== person.id) {
      return this.end(closeCodes.forbidden, "another person's token; open another socket");
    }
    const isFirst = this.person === undefined;
    this.person = person;
    if (!isFirst) return;
    // First the place, then the question: an update in between is heard, so nothing is missed.
    if (!this.#ports.admit(this, person.id)) {
      return this.end(closeCodes.tooManySockets, "close another window of yours first");
    }
    this.#apply(opened(this.#cursor));
  }

  /** Does what follows from an input. */
  #apply(step: Step): void {
    this.#stream = step.stream;
    for (const frame of step.frames) this.#send(frame);
    if (step.ask === undefined || !this.#isOpen()) return;
    this.#ask(step.ask).catch((thrown: unknown) => {
      this.#ports.log.error("sync.ask-failed", { error: messageOf(thrown) });
      this.end(closeCodes.unavailable, "changes cannot be told now; connect again");
    });
  }

  async #ask(after: number): Promise<void> {
    const { changesAfter, clock } = this.#ports;
    for (let attempt = 1; this.person && this.#isOpen(); attempt++) {
      try {
        const answer = await changesAfter(this.person.id, after);
        if (this.#stream && this.#isOpen()) this.#apply(answered(this.#stream, answer));
        return;
      } catch (thrown) {
        if (!(thrown instanceof RetryableError) || attempt >= askAttemptsMax) throw thrown;
        await clock.sleep(askPauseMs * attempt);
      }
    }
  }

  #send(frame: ServerFrame): void {
    if (!this.#isOpen()) return;
    if (this.#socket.bufferedBytes() > bufferedBytesMax) this.#cut();
    else this.#socket.send(JSON.stringify(frame));
  }

  #expire(nowMs: number): void {
    if (!this.person) {
      if (nowMs - this.#openedMs < authWithinMs) return;
      this.end(closeCodes.authTimeout, `send an auth frame within ${authWithinMs / 1_000} s`);
    } else if (nowMs >= this.person.expiresAt * 1_000 + clockSkewMs) {
      this.end(closeCodes.unauthenticated, "the token has expired; connect with a fresh one");
    }
  }

  #beat(nowMs: number): void {
    if (this.#ping === "sent" || this.#socket.bufferedBytes() > bufferedBytesMax) {
      this.#cut();
      return;
    }
    this.#ping = "sent";
    this.#frames = 0;
    this.#beats += 1;
    this.#beatAtMs = nowMs + beatMs;
    this.#socket.ping();
    if (this.#stream && this.#beats % beatsToCheck === 0) this.#apply(checked(this.#stream));
  }

  #isOpen(): boolean {
    return this.#wire === "open";
  }

  /** Nobody reads at the other end: a word of farewell would only wait in the buffer. */
  #cut(): void {
    this.#wire = "ended";
    this.#socket.terminate();
  }
}

function tokenIn(text: string): string | undefined {
  try {
    return clientFrame.parse(JSON.parse(text)).token;
  } catch {
    // Whatever is wrong with it, the answer is the one form that is right.
    return undefined;
  }
}

function refusal(thrown: unknown, log: Log): [code: CloseCode, detail: string] {
  if (thrown instanceof Problem) {
    const isKnown = thrown.code === "insufficient_scope";
    return [isKnown ? closeCodes.forbidden : closeCodes.unauthenticated, thrown.message];
  }
  log.warn("sync.auth-unavailable", { error: messageOf(thrown) });
  return [closeCodes.unavailable, "tokens cannot be verified right now; connect again"];
}
