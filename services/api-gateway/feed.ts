import type { Context } from "hono";
import { z } from "zod";
import type { HttpAnswer, HttpCall } from "../../components/model/http.ts";
import { feedTokenForm } from "../shared/contracts/api/feed.ts";
import { userId } from "../shared/contracts/domain-event.ts";
import { hashOf } from "../shared/kit/api-tokens.ts";
import { RetryableError } from "../shared/kit/errors.ts";
import { Problem } from "../shared/kit/problem.ts";
import { forward } from "./forward.ts";
import type { RateLimiter } from "./rate.ts";

export interface FeedPorts {
  readonly rate: RateLimiter | "off";
  readonly askTask: (call: Partial<HttpCall> & { path: string }) => Promise<HttpAnswer>;
}

/** Strangers who try addresses must not keep the task service busy. */
const unknownAtOnceMax = 20;
const ending = ".ics";
const holderForm = z.object({ user_id: userId });

/**
 * A calendar that a program follows: its address is all that it shows. The secret in it never
 * leaves this door, and stands in no log and no metric.
 */
export function feedDoor({ rate, askTask }: FeedPorts) {
  let asking = 0;

  const holderOf = async (token: string): Promise<string> => {
    if (asking >= unknownAtOnceMax) throw new RetryableError("too many calendars at this moment");
    asking++;
    try {
      const answer = await askTask({ path: `/feed-holders/${hashOf(token)}` });
      if (answer.status === 404) throw unknown();
      if (answer.status === 200) return holderForm.parse(JSON.parse(answer.body)).user_id;
      throw new RetryableError(`task answers ${answer.status} about a calendar`);
    } finally {
      asking--;
    }
  };

  return async (c: Context): Promise<Response> => {
    const file = c.req.param("file") ?? "";
    const token = file.slice(0, -ending.length);
    if (!file.endsWith(ending) || !feedTokenForm.test(token)) throw unknown();
    const person = await holderOf(token);
    if (rate !== "off") await rate.count(person, "feed");
    return forward(c, (call) => askTask(call), "/feed/calendar", person);
  };
}

/** The same for an address that was taken back and one that never was. */
const unknown = () =>
  new Problem("not_found", { detail: "there is no calendar at this address; it may be replaced" });
