import { doorVerifier } from "../shared/kit/door.ts";
import { host } from "../shared/kit/host.ts";
import { serve } from "../shared/kit/serve.ts";
import { routes } from "./api.ts";
import { limitsRate, rateLimiter } from "./rate.ts";
import { apiGateway } from "./service.ts";

export const program = host(apiGateway, ({ invoke, key, state }, ports) => {
  const { machineClock: clock, log, newId, settings } = ports;
  const doors = doorVerifier((path) => invoke("auth", { path }), clock, log);
  const limiter = rateLimiter({
    state,
    clock,
    key: (person, rateClass, window) => key("rate", person, rateClass, window),
  });
  return {
    on: {
      // A session revoked twice is revoked: the second delivery changes nothing.
      "session.revoked": async ({ data }) => doors.revoke(data.session_id, data.expires_at),
    },
    every: {},
    routes: routes({
      doors,
      rate: limitsRate(settings.variables.RATE_LIMIT) ? limiter : "off",
      newId,
      invoke,
    }),
  };
});

if (import.meta.main) await serve(program);
