import { connect } from "node:net";

/** How a program shows that it is ready. */
export type Ready =
  /** It answers with 2xx. */
  | { readonly kind: "http"; readonly url: string }
  | { readonly kind: "port"; readonly port: number }
  /** It says so. */
  | { readonly kind: "words"; readonly words: string }
  /** It has done its work when it has ended well. */
  | { readonly kind: "end" };

/** One that is asked before it can answer may never answer. */
const answerWithinMs = 2_000;

/** Whether it is ready now. */
export async function isReady(ready: Ready, output: readonly string[]): Promise<boolean> {
  switch (ready.kind) {
    case "http":
      return answers(ready.url);
    case "port":
      return isOpen(ready.port);
    case "words":
      return output.some((line) => line.includes(ready.words));
    case "end":
      return false;
    default:
      return ready satisfies never;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const { ok, body } = await fetch(url, { signal: AbortSignal.timeout(answerWithinMs) });
    await body?.cancel();
    return ok;
  } catch {
    return false; // Not yet: whoever waits says so when it takes too long.
  }
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
