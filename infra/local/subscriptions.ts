import type { Send } from "../../components/model/http.ts";
import type { App } from "./app.ts";
import { isObject, type JsonObject, messageOf, parseJson, textOf } from "./json.ts";
import { isScopedTo, type Resources } from "./resources.ts";

/** What an app reads, and where it wants it. */
export interface Reading {
  readonly app: string;
  readonly pubsub: string;
  readonly topic: string;
  readonly pathOf: (eventType: string) => string | undefined;
  readonly deadLetterTopic: string | undefined;
  /** How many waiting events are handed over at once; undefined for one by one. */
  readonly bulkMax: number | undefined;
}

/** A rule that the runtime cannot evaluate; the event would go to the wrong place. */
export type OnProblem = (event: string, fields: Record<string, unknown>) => void;

/** All readings of an app: those declared for it, and those that it names itself. */
export async function readingsOf(
  resources: Resources,
  app: string,
  { send, headers }: App,
  onProblem: OnProblem,
): Promise<readonly Reading[]> {
  const named = await programmaticReadings(app, send, headers, onProblem).catch(
    (thrown: unknown) => {
      onProblem("subscription.not-asked", { app, error: messageOf(thrown) });
      return [];
    },
  );
  return [...declaredReadings(resources, app, onProblem), ...named];
}

/** The readings that the resources declare for an app. */
export const declaredReadings = (
  { subscriptions }: Resources,
  app: string,
  onProblem: OnProblem,
): readonly Reading[] =>
  subscriptions
    .filter((s) => isScopedTo(s, app))
    .map(({ spec }) => ({
      app,
      pubsub: spec.pubsubname,
      topic: spec.topic,
      pathOf: router(spec.routes.rules, spec.routes.default, (match) =>
        onProblem("subscription.rule-unknown", { app, topic: spec.topic, match }),
      ),
      deadLetterTopic: spec.deadLetterTopic,
      bulkMax: spec.bulkSubscribe?.maxMessagesCount,
    }));

/** The readings that the app itself names at `GET /dapr/subscribe`; none when it has no such route. */
export async function programmaticReadings(
  app: string,
  send: Send,
  headers: Readonly<Record<string, string>>,
  onProblem: OnProblem,
): Promise<readonly Reading[]> {
  const answer = await send({ method: "GET", path: "/dapr/subscribe", headers, body: "" });
  const named = answer.status === 200 && answer.body !== "" ? parseJson(answer.body) : [];
  if (!Array.isArray(named)) {
    onProblem("subscription.unreadable", { app, body: answer.body.slice(0, 200) });
    return [];
  }
  return named.filter(isObject).map((item) => readingOf(app, item, onProblem));
}

/** Dapr's default when the app asks for bulk without a number. */
const defaultBulkMax = 100;

function readingOf(app: string, item: JsonObject, onProblem: OnProblem): Reading {
  const topic = textOf(item, "topic") ?? "";
  const routes = isObject(item.routes) ? item.routes : {};
  const listed: readonly unknown[] = Array.isArray(routes.rules) ? routes.rules : [];
  const rules = listed.filter(isObject).map((rule) => ({
    match: textOf(rule, "match") ?? "",
    path: textOf(rule, "path") ?? "",
  }));
  const bulk = isObject(item.bulkSubscribe) ? item.bulkSubscribe : {};
  return {
    app,
    pubsub: textOf(item, "pubsubname") ?? "",
    topic,
    pathOf: router(rules, textOf(routes, "default") ?? textOf(item, "route"), (match) =>
      onProblem("subscription.rule-unknown", { app, topic, match }),
    ),
    deadLetterTopic: textOf(item, "deadLetterTopic"),
    bulkMax: bulk.enabled === true ? Number(bulk.maxMessagesCount ?? defaultBulkMax) : undefined,
  };
}

const typeRule = /^\s*event\.type\s*==\s*"([^"]*)"\s*$/;

/** Only rules on the type are evaluated: others block a partition in Dapr when a field is missing. */
function router(
  rules: readonly { readonly match: string; readonly path: string }[],
  fallback: string | undefined,
  onUnknown: (match: string) => void,
): (eventType: string) => string | undefined {
  const byType = new Map<string, string>();
  let otherwise = fallback || undefined;
  for (const { match, path } of rules) {
    const type = typeRule.exec(match)?.[1];
    if (match === "") otherwise ??= path;
    else if (type === undefined) onUnknown(match);
    else if (!byType.has(type)) byType.set(type, path);
  }
  return (eventType) => byType.get(eventType) ?? slashed(otherwise);
}

const slashed = (path: string | undefined) =>
  path === undefined || path.startsWith("/") ? path : `/${path}`;
