import { expect, test } from "vitest";
import type { Suite } from "./target.ts";

// docs: https://docs.dapr.io/reference/api/service_invocation_api/

/** Calls from app to app. */
export function invokeCases({ call, apps: { a, b } }: Suite): void {
  // docs: "Invoke a method on a remote Dapr app"
  test("method, path, query, headers and body reach the peer, and its answer comes back", async () => {
    b.answer(({ path }) =>
      path.startsWith("/hello")
        ? { status: 418, headers: { "x-back": "1" }, body: "tea" }
        : undefined,
    );
    const answer = await call("a", "PUT", "/v1.0/invoke/b/method/hello?x=1&y=a%20b", "in", {
      "x-mine": "7",
    });
    b.answer(() => undefined);
    const got = b.calls.find(({ path }) => path.startsWith("/hello"));
    expect(got).toMatchObject({ method: "PUT", path: "/hello?x=1&y=a%20b", body: "in" });
    expect(got?.headers["x-mine"]).toBe("7");
    expect(answer).toMatchObject({ status: 418, body: "tea" });
    expect(answer.headers["x-back"]).toBe("1");
  });

  // seen on daprd 1.18.2: the two headers
  test("the peer learns who calls", async () => {
    await call("a", "GET", "/v1.0/invoke/b/method/who");
    const headers = b.calls.find(({ path }) => path === "/who")?.headers;
    expect(headers).toMatchObject({ "dapr-caller-app-id": "a", "dapr-callee-app-id": "b" });
  });

  // seen on daprd 1.18.2: never without the true name
  test("a caller cannot hide", async () => {
    await call("a", "GET", "/v1.0/invoke/b/method/hidden", undefined, { "dapr-caller-app-id": "" });
    const headers = b.calls.find(({ path }) => path === "/hidden")?.headers;
    expect(headers?.["dapr-caller-app-id"]).toContain("a");
  });

  test("what a caller claims to be is overwritten", async () => {
    const claim = { "dapr-caller-app-id": "root" };
    await call("a", "GET", "/v1.0/invoke/b/method/claimed", undefined, claim);
    const headers = b.calls.find(({ path }) => path === "/claimed")?.headers;
    expect(headers?.["dapr-caller-app-id"]).toBe("a");
  });

  // docs: "Service invocation", header dapr-app-id
  test("the header dapr-app-id with a plain path invokes as well", async () => {
    await call("a", "GET", "/by-header?q=1", undefined, { "dapr-app-id": "b" });
    expect(b.calls.map(({ path }) => path)).toContain("/by-header?q=1");
  });

  // docs: error codes, ERR_DIRECT_INVOKE
  test("an unknown app is 500", async () => {
    const answer = await call("a", "GET", "/v1.0/invoke/nobody/method/x");
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.body)).toMatchObject({ errorCode: "ERR_DIRECT_INVOKE" });
  });

  // docs: "Apply access control list configuration for service invocation"
  test("a caller that access control does not name is 403 and reaches nothing", async () => {
    expect((await call("c", "GET", "/v1.0/invoke/b/method/secret")).status).toBe(403);
    expect(b.calls.map(({ path }) => path)).not.toContain("/secret");
  });

  // docs: "Access control", without a configuration all is allowed
  test("an app without access control is open to all", async () => {
    expect((await call("c", "GET", "/v1.0/invoke/a/method/open")).status).toBe(200);
    expect(a.calls.map(({ path }) => path)).toContain("/open");
  });

  // docs: https://github.com/dapr/dapr/security/advisories/GHSA-85gx-3qv6-4463
  test.each([
    ["/v1.0/invoke/b/method/t1/..%2F..%2Fescaped", "/escaped"],
    ["/v1.0/invoke/b/method/t1/%2e%2e/escaped", "/escaped"],
    ["/v1.0/invoke/b/method/../../../../escaped", "/escaped"],
  ])("%s stays inside the peer, its dots resolved", async (path, reached) => {
    const before = b.calls.length;
    await call("a", "GET", path);
    expect(b.calls.slice(before).map((got) => got.path)).toContain(reached);
  });
}
