import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { madeFeed } from "../shared/contracts/api/feed.ts";
import { personHeader } from "../shared/kit/door.ts";
import { aService } from "./testing/a-service.ts";

type Service = Awaited<ReturnType<typeof aService>>;

const asked = async (
  { running }: Service,
  method: "GET" | "POST" | "DELETE",
  path: string,
  headers: Readonly<Record<string, string>> = { [personHeader]: "ada" },
) => running.channel({ method, path, headers, body: "" });

const tokenOf = (body: string) => {
  const { path } = madeFeed.parse(JSON.parse(body));
  return /^\/feeds\/([A-Za-z0-9_-]{43})\.ics$/.exec(path)?.[1] ?? "";
};
const made = async (service: Service) => tokenOf((await asked(service, "POST", "/feed")).body);
const holder = async (service: Service, token: string) => {
  const hash = createHash("sha256").update(token).digest("hex");
  const { status, body } = await asked(service, "GET", `/feed-holders/${hash}`, {});
  return status === 200 ? JSON.parse(body).user_id : status;
};

describe("the secret address of a calendar", () => {
  test("is made, shown once, and leads to its person", async () => {
    const service = await aService();
    expect(JSON.parse((await asked(service, "GET", "/feed")).body)).toEqual({
      active: false,
      created_at: null,
    });
    const answer = await asked(service, "POST", "/feed");
    expect(answer).toMatchObject({ status: 201, headers: { "cache-control": "no-store" } });
    const token = tokenOf(answer.body);

    expect(await holder(service, token)).toBe("ada");
    const shown = (await asked(service, "GET", "/feed")).body;
    expect(JSON.parse(shown)).toMatchObject({ active: true });
    expect(shown).not.toContain(token);
  });

  test("is kept as a hash alone", async () => {
    const service = await aService();
    const token = await made(service);
    expect(JSON.stringify([...service.sidecar.values()])).not.toContain(token);
  });

  test("is over when another one is made, also under the same key, and when it is taken back", async () => {
    const service = await aService();
    const first = await made(service);
    const second = await made(service);
    expect([await holder(service, first), await holder(service, second)]).toEqual([404, "ada"]);
    for (let times = 0; times < 2; times++) {
      expect((await asked(service, "DELETE", "/feed")).status).toBe(204);
    }
    expect(await holder(service, second)).toBe(404);
    const left = [...service.sidecar.values().keys()].filter((key) => key.startsWith("feed:"));
    expect(left).toEqual([]);
  });

  test("that a crash has left behind leads nowhere", async () => {
    const service = await aService();
    const before = await made(service);
    const known = new Set(service.sidecar.values().keys());
    service.sidecar.intercept(({ path, body }) =>
      path.includes("/state/") && body.includes("feeds:ada")
        ? { status: 500, headers: {}, body: "away" }
        : undefined,
    );
    expect((await asked(service, "POST", "/feed")).status).toBe(503);
    service.sidecar.intercept(undefined);
    const [way = ""] = [...service.sidecar.values().keys()].filter((key) => !known.has(key));
    expect(way).toMatch(/^feed:[0-9a-f]{64}$/);
    const path = `/feed-holders/${way.slice("feed:".length)}`;
    expect((await asked(service, "GET", path, {})).status).toBe(404);
    expect(await holder(service, before)).toBe("ada");
  });

  test("cannot be looked up in a person's name, nor without a hash", async () => {
    const service = await aService();
    expect((await asked(service, "GET", `/feed-holders/${"0".repeat(64)}`)).status).toBe(403);
    expect((await asked(service, "GET", "/feed-holders/ada", {})).status).toBe(404);
  });
});

describe("the calendar", () => {
  const read = (service: Service, more: Readonly<Record<string, string>> = {}) =>
    asked(service, "GET", "/feed/calendar", { [personHeader]: "ada", ...more });

  test("shows what is open of this person alone", async () => {
    const service = await aService();
    await service.call("POST", "/tasks", { title: "Dentist", due_date: "2026-02-01T08:00:00Z" });
    await service.call("POST", "/tasks", { title: "Tea" });
    await service.call("POST", "/tasks", { title: "Secret" }, { [personHeader]: "eve" });

    const { status, headers, body } = await read(service);

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "text/calendar; charset=utf-8",
      "cache-control": "private, no-cache",
      "x-content-type-options": "nosniff",
    });
    expect(body).toContain("SUMMARY:Dentist");
    expect(body).toContain("SUMMARY:Tea");
    expect(body).not.toContain("Secret");
  });

  test("is 304 until something changes", async () => {
    const service = await aService();
    await service.call("POST", "/tasks", { title: "Tea" });
    const etag = (await read(service)).headers.etag ?? "";
    expect(etag).toMatch(/^"feed-.+"$/);
    for (const known of [etag, `"other", W/${etag}`]) {
      const again = await read(service, { "if-none-match": known });
      expect([again.status, again.body, again.headers.etag]).toEqual([304, "", etag]);
    }
    await service.call("POST", "/tasks", { title: "Coffee" });
    expect(await read(service, { "if-none-match": etag })).toMatchObject({ status: 200 });
  });
});
