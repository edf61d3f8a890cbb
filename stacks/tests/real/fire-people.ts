import { z } from "zod";
import { asGuest, ask, callAs, type Person } from "../e2e/person.ts";

/** A token lives longer than that, and no fault lasts so long. */
const renewEveryMs = 60_000;
const tokenForm = z.object({ token: z.string() });

/** A guest who stays signed in, however long a run takes. */
export interface LastingPerson extends Person {
  leave(): void;
}

/** A new guest whose token is renewed while there is time. */
export async function lastingGuest(url: string): Promise<LastingPerson> {
  const guest = await asGuest(url);
  let { token } = guest;
  const renew = async () => {
    const answer = await ask(url, "/api/auth/token", { headers: { cookie: guest.cookie } });
    const found = tokenForm.safeParse(answer.body);
    if (found.success) token = found.data.token;
  };
  const renewing = setInterval(() => {
    // Whoever is asked may just be on fire; the token of before still holds until the next time.
    renew().catch(() => undefined);
  }, renewEveryMs);
  return {
    ...guest,
    get token() {
      return token;
    },
    call: (...request) => callAs(url, token)(...request),
    leave: () => clearInterval(renewing),
  };
}
