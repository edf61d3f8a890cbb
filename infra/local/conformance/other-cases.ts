import { expect, test, vi } from "vitest";
import type { Suite } from "./target.ts";

/** Bindings, secrets, health. */
export function otherCases({ call, apps: { b } }: Suite): void {
  // docs: https://docs.dapr.io/reference/components-reference/supported-bindings/cron/
  test("a cron binding calls the app at its name", async () => {
    await vi.waitFor(() => expect(b.calls.map(({ path }) => path)).toContain("/tick"), {
      timeout: 5_000,
    });
  });

  // docs: https://docs.dapr.io/reference/api/bindings_api/ "Invoking output bindings"
  test("an unknown binding is 500", async () => {
    const answer = await call("a", "POST", "/v1.0/bindings/nowhere", { operation: "create" });
    expect(answer.status).toBe(500);
    expect(answer.body).toContain("ERR_INVOKE_OUTPUT_BINDING");
  });

  // docs: https://docs.dapr.io/operations/components/component-scopes/
  test("a binding outside its scope is unknown", async () => {
    expect((await call("b", "POST", "/v1.0/bindings/mail", { operation: "create" })).status).toBe(
      500,
    );
  });

  // docs: https://docs.dapr.io/reference/api/secrets_api/
  test("a secret comes from the environment", async () => {
    const answer = await call("a", "GET", "/v1.0/secrets/env/PATH");
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ PATH: expect.stringContaining("/") });
  });

  // Dapr source, pkg/messages/predefined.go: 401 and 500 (the docs' table says 400 for the first)
  test("secrets of an unknown store, and of an app without one, are refused", async () => {
    expect((await call("a", "GET", "/v1.0/secrets/nowhere/X")).status).toBe(401);
    expect((await call("b", "GET", "/v1.0/secrets/env/X")).status).toBe(500);
  });

  // docs: https://docs.dapr.io/reference/api/health_api/
  test("health is 204 once the sidecar has started", async () => {
    expect((await call("a", "GET", "/v1.0/healthz")).status).toBe(204);
    expect((await call("a", "GET", "/v1.0/healthz/outbound")).status).toBe(204);
  });

  // docs: https://docs.dapr.io/reference/api/metadata_api/
  test("the metadata names the app and only its components", async () => {
    const answer = await call("b", "GET", "/v1.0/metadata");
    const found: unknown = JSON.parse(answer.body);
    expect(found).toMatchObject({ id: "b" });
    expect(answer.body).toContain('"statestore"');
    expect(answer.body).not.toContain('"mail"');
  });
}
