import type { HttpAnswer, HttpCall, Send } from "../../../components/model/http.ts";
import type { Clock } from "./clock.ts";

/** A replica that is replaced is asked for some seconds after it has gone; a person waits as long. */
const patienceMs = 8_000;
const pauseMs = 200;
/** Longer than nearly every answer takes, so what is asked twice costs nothing in fair weather. */
const unansweredMs = 3_000;

/**
 * Asks a peer again while its sidecar says that nobody is there, and once more when it says nothing
 * for 3 s: the next one asked may be another replica. One that is replaced is still known to its
 * callers (Dapr 1.18), and one that vanished with its machine never closes the connection. Only
 * what may be carried out twice is sent twice: a question, or a command with a key.
 */
export const patientSend =
  (send: Send, clock: Clock): Send =>
  async (call) => {
    if (!mayBeRepeated(call)) return send(call);
    const until = clock.now() + patienceMs;
    for (;;) {
      const answer = await hedged(send, clock, call);
      if (!isAway(answer) || clock.now() >= until) return answer;
      await clock.sleep(pauseMs);
    }
  };

/** The first answer of one request, or of two when the first is late; rejects as the first does. */
async function hedged(send: Send, clock: Clock, call: HttpCall): Promise<HttpAnswer> {
  const first = send(call);
  const late = clock.sleep(unansweredMs).then(() => undefined);
  const answer = await Promise.race([first, late]);
  if (answer) return answer;
  return Promise.any([first, send(call)]).catch(() => first);
}

/** The sidecar's own word, not the peer's: a peer answers problems as application/problem+json. */
export const isAway = ({ status, body }: HttpAnswer): boolean =>
  status >= 500 && body.includes('"errorCode":"ERR_DIRECT_INVOKE"');

const mayBeRepeated = ({ method, path, headers }: HttpCall): boolean =>
  path.startsWith("/v1.0/invoke/") &&
  (method === "GET" || headers["idempotency-key"] !== undefined);
