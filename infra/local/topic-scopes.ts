import { type Component, metadataOf } from "./resources.ts";

/** Which topics of a pub/sub component an app may use. */
export interface TopicScopes {
  mayPublish(app: string, topic: string): boolean;
  maySubscribe(app: string, topic: string): boolean;
}

/**
 * Dapr's rules: a topic must be allowed when a list of allowed ones exists; an app that a scope
 * names gets only its list; one that it does not name gets everything that is not protected.
 */
export function topicScopes(component: Component): TopicScopes {
  const metadata = metadataOf(component);
  const allowed = new Set(list(metadata.allowedTopics));
  const protectedTopics = new Set(list(metadata.protectedTopics));
  const may = (scopes: ReadonlyMap<string, ReadonlySet<string>>) => (app: string, topic: string) =>
    (allowed.size === 0 || allowed.has(topic)) &&
    (scopes.get(app)?.has(topic) ?? !protectedTopics.has(topic));
  return {
    mayPublish: may(scopesOf(metadata.publishingScopes)),
    maySubscribe: may(scopesOf(metadata.subscriptionScopes)),
  };
}

const list = (text = "", separator = ",") =>
  text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== "");

/** `a=x,y;b=` */
const scopesOf = (text: string | undefined): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    list(text, ";").map((scope) => {
      const [app = "", topics = ""] = scope.split("=");
      return [app.trim(), new Set(list(topics))];
    }),
  );
