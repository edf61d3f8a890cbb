import type { HttpCall } from "../../../components/model/http.ts";
import { httpSend } from "../../../services/shared/kit/http-send.ts";
import type { RealApplication } from "../../real-application.ts";
import { asGuest } from "../../tests/e2e/person.ts";
import { together } from "../measure.ts";

/** Somebody who is signed in, and asks at the gateway itself. */
export interface Someone {
  readonly id: string;
  readonly token: string;
  /** The JSON of the answer. Throws unless its status is below 300. */
  ask(method: HttpCall["method"], path: string, body?: unknown): Promise<unknown>;
}

/** Sign-ups in flight. */
const inFlight = 8;

/** The addresses of a service's own doors: what stands before them differs from place to place. */
export const doorsOf = ({ replicas }: RealApplication, id: string): readonly string[] =>
  replicas.filter(({ spec }) => spec.id === id).map(({ ports }) => `127.0.0.1:${ports.app}`);

/** So many new guests. */
export async function guests(
  application: RealApplication,
  count: number,
): Promise<readonly Someone[]> {
  const send = httpSend(`http://${doorsOf(application, "api-gateway")[0]}`, undefined);
  const people: Someone[] = [];
  await together(count, inFlight, async () => {
    const { id, token } = await asGuest(application.url);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    people.push({
      id,
      token,
      async ask(method, path, body) {
        const text = body === undefined ? "" : JSON.stringify(body);
        const answer = await send({ method, path, headers, body: text });
        if (answer.status < 300) return JSON.parse(answer.body);
        throw new Error(`${method} ${path}: ${answer.status} ${answer.body.slice(0, 300)}`);
      },
    });
  });
  return people;
}
