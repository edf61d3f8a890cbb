import { expect, test } from "vitest";
import { component } from "./testing/resources.ts";
import { topicScopes } from "./topic-scopes.ts";

const scopes = (metadata: Record<string, string>) =>
  topicScopes(component("pubsub", "pubsub.in-memory", [], metadata));

test("an app that is named may use only its list", () => {
  const { mayPublish } = scopes({ publishingScopes: "a=x,y;b=" });
  expect([mayPublish("a", "x"), mayPublish("a", "z"), mayPublish("b", "x")]).toEqual([
    true,
    false,
    false,
  ]);
});

test("an app that no scope names may use every topic", () =>
  expect(scopes({ publishingScopes: "a=x" }).mayPublish("c", "z")).toBe(true));

test("a protected topic needs to be named", () => {
  const { mayPublish, maySubscribe } = scopes({ protectedTopics: "x", subscriptionScopes: "a=x" });
  expect([mayPublish("c", "x"), maySubscribe("c", "x"), maySubscribe("a", "x")]).toEqual([
    false,
    false,
    true,
  ]);
});

test("a topic outside the allowed ones is nobody's", () =>
  expect(scopes({ allowedTopics: "x", publishingScopes: "a=z" }).mayPublish("a", "z")).toBe(false));
