import { messageOf } from "../shared/kit/errors.ts";
import { host } from "../shared/kit/host.ts";
import { serve } from "../shared/kit/serve.ts";
import type { Accounts } from "./accounts.ts";
import { authApi } from "./api.ts";
import { apiTokens } from "./api-tokens.ts";
import { compareAndSet } from "./compare-and-set.ts";
import { rateWindows } from "./rate-windows.ts";
import { revocations } from "./revocations.ts";
import { rows } from "./rows.ts";
import { fingerprint, keptSecret } from "./secret.ts";
import { auth } from "./service.ts";
import { authSettings } from "./settings.ts";
import { signingKeys } from "./signing-keys.ts";
import { tokenRoutes } from "./token-routes.ts";

export const program = host(auth, (connection, ports) => {
  const settings = authSettings(ports.settings.variables);
  const { state, key } = connection;
  const { machineClock: clock, newId, log } = ports;
  const change = compareAndSet(state, clock);
  const revoked = revocations({
    state,
    change,
    clock,
    keyOf: (minute) => key("revoked", "until", minute),
    publish: (event) => connection.publish("session.revoked", event),
  });
  const ownSecret = async () => settings.secret ?? (await keptSecret(change, key("secret", "own")));
  const tokens = apiTokens({
    state,
    change,
    clock,
    newId,
    revoke: revoked.revoke,
    listKey: (person) => key("tokens", person),
    hashKey: (hash) => key("token", hash),
    ownSecret,
  });

  const make = async (cookies: "secure" | "plain"): Promise<Accounts> => {
    const secret = await ownSecret();
    const { accounts } = await library();
    return accounts(
      {
        rows: rows({ state, change, clock, keyOf: key }),
        // With another secret the keys could not be decrypted: it gets its own.
        keys: signingKeys(state, change, key("keys", fingerprint(secret)), newId),
        revoke: revoked.revoke,
        consume: rateWindows(change, clock, (hash) => key("rate", hash)),
        newId,
        log,
      },
      { secret, limitsRate: settings.limitsRate, secureCookies: cookies === "secure" },
    );
  };

  // The library takes 100 ms to load: it does so while the rest of the process starts.
  library().catch((thrown: unknown) => log.error("auth.not-loaded", { error: messageOf(thrown) }));
  return {
    on: {},
    every: {},
    routes: authApi({ settings, revocations: revoked, accounts: remembered(make) }).route(
      "/",
      tokenRoutes(tokens),
    ),
  };
});

const library = () => import("./accounts.ts");

/** Makes each thing once; a failure is not remembered. */
function remembered<Key, Thing>(make: (key: Key) => Promise<Thing>) {
  const made = new Map<Key, Promise<Thing>>();
  return async (key: Key): Promise<Thing> => {
    const thing = made.get(key) ?? make(key);
    made.set(key, thing);
    try {
      return await thing;
    } catch (thrown) {
      made.delete(key);
      throw thrown;
    }
  };
}

if (import.meta.main) await serve(program);
