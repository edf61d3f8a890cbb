import type { HttpCall } from "../../../components/model/http.ts";
import { RetryableError } from "../../../services/shared/kit/errors.ts";
import { done, type Instance, unavailable, type World } from "./world.ts";

/** How the systems outside treat what is sent to them. */
export type ProvidersMood = "well" | "fail" | "hang up" | "any";

/** Something that was handed to a provider. */
export interface Sent {
  readonly channel: "email" | "sms" | "webhook";
  /** The delivery's id; an SMS carries none. */
  readonly id: string | undefined;
  readonly to: string;
  readonly text: string;
  readonly atMs: number;
  readonly by: Instance;
  /** The provider has it, whatever it answered. */
  readonly arrived: boolean;
  /** The sender has heard that it arrived. */
  readonly heard: () => boolean;
}

type Fate = "arrives" | "fails" | "arrives and hangs up";

/** Mail, SMS and webhooks of a world, and everything that was ever handed to them. */
export function simulatedProviders(world: World, mood: ProvidersMood): readonly Sent[] {
  const all: Sent[] = [];
  const { rng, schedule } = world;
  const fate = (): Fate => {
    if (mood === "well" || world.healed) return "arrives";
    if (mood === "fail") return rng.chance(0.7) ? "fails" : "arrives";
    if (mood === "hang up") return rng.chance(0.5) ? "arrives and hangs up" : "arrives";
    return rng.pick<Fate>(["arrives", "fails", "arrives and hangs up"]) ?? "arrives";
  };

  world.apis.set("bindings", (by, call: HttpCall) => {
    const { data, metadata } = JSON.parse(call.body) as {
      data: string;
      metadata: Readonly<Record<string, string>>;
    };
    const is = fate();
    const isMail = call.path.endsWith("/mail");
    all.push({
      channel: isMail ? "email" : "sms",
      id: isMail ? metadata.messageId?.replace(/^<(.*)@.*$/, "$1") : undefined,
      to: metadata.emailTo ?? metadata.toNumber ?? "",
      text: data,
      atMs: schedule.nowMs,
      by,
      arrived: is !== "fails",
      heard: () => is === "arrives" && !world.unanswered.has(call),
    });
    return is === "arrives" ? done : unavailable;
  });

  world.outsideOf = (by) => ({
    check: async () => undefined,
    call: async ({ url, body, headers }) => {
      await schedule.delay(1 + rng.below(50));
      if (by.dead) return new Promise<never>(() => undefined);
      const is = fate();
      all.push({
        channel: "webhook",
        id: headers["nudge-delivery"],
        to: url,
        text: String(body),
        atMs: schedule.nowMs,
        by,
        arrived: is !== "fails",
        heard: () => is === "arrives",
      });
      await schedule.delay(1 + rng.below(50));
      if (by.dead) return new Promise<never>(() => undefined);
      if (is === "arrives") return { status: 204 };
      if (is === "fails") return { status: 503 };
      throw new RetryableError("no answer");
    },
  });
  return all;
}
