import { Hono } from "hono";
import { expect, test } from "vitest";
import { service } from "../../../components/model/service.ts";
import { host } from "./host.ts";
import { memorySidecar } from "./testing/memory-sidecar.ts";
import { together } from "./together.ts";

const at = (id: string, ...paths: readonly string[]) =>
  host(service({ id, summary: id, exposes: { kind: "http", paths } }), () => ({
    on: {},
    every: {},
    routes: new Hono().all("*", (c) => c.text(id)),
  }));

async function front() {
  const sidecars = { web: memorySidecar(), api: memorySidecar(), auth: memorySidecar() };
  const { fetch } = await together([at("web", "/"), at("api", "/api"), at("auth", "/api/auth")], {
    sidecarOf: (id) =>
      (id === "web" ? sidecars.web : id === "api" ? sidecars.api : sidecars.auth).send,
    appToken: "the runtime's own token",
    topicLayout: "by-type",
    logLevel: "silent",
    variables: {},
  });
  return { sidecars, ask: (path: string) => fetch(new Request(`http://nudge.test${path}`)) };
}

test.each([
  ["/", "web"],
  ["/index.html", "web"],
  ["/api", "api"],
  ["/api/tasks", "api"],
  ["/api/auth", "auth"],
  ["/api/auth/token", "auth"],
  ["/api/authors", "api"],
  ["/apis", "web"],
])("%s leads to the door that fits best: %s", async (path, id) => {
  const { ask } = await front();
  expect(await (await ask(path)).text()).toBe(id);
});

test("all are ready together or not at all", async () => {
  const { ask, sidecars } = await front();
  expect((await ask("/readiness")).status).toBe(200);
  sidecars.api.intercept(() => ({ status: 500, headers: {}, body: "" }));

  const answer = await ask("/readiness");

  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ web: "ready", api: "not ready", auth: "ready" });
});

test("the runtime's routes do not answer from outside", async () => {
  const { ask } = await front();
  expect((await ask("/events/ignored")).status).toBe(403);
});
