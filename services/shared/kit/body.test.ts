import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { bodyBytesMax, jsonBody, matching, parseJson, readBody } from "./body.ts";

const schema = z.strictObject({ title: z.string(), tags: z.array(z.string()).optional() });
const json = { "content-type": "application/json" };

const app = new Hono()
  .post("/", async (c) => c.json(await jsonBody(c, schema)))
  .onError((thrown, c) =>
    c.text(`${"code" in thrown ? thrown.code : "?"}: ${thrown.message}`, 400),
  );

const post = async (body: BodyInit, headers: Readonly<Record<string, string>> = json) =>
  (await app.request("/", { method: "POST", body, headers })).text();

describe("a body", () => {
  test("in the right shape is read", async () => {
    expect(await post('{"title":"é"}')).toBe('{"title":"é"}');
  });

  test.each([
    ['{"title":1}', "invalid: title"],
    ['{"title":"a","tags":["a",2]}', "invalid: tags[1]"],
    ['{"title":"a","user_id":"eve"}', "invalid: user_id: unknown field"],
    ['{"title":"a","__proto__":{"x":1}}', "invalid: __proto__"],
    ["[]", "invalid: body"],
    ["", "malformed: body: not valid JSON"],
    ["{", "malformed: body: not valid JSON"],
    ["[".repeat(10_000), "malformed: body: nested deeper"],
  ])("%.40s is refused by its field", async (body, message) => {
    expect(await post(body)).toContain(message);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])(
    "of the type %j is refused, so that no form can send it",
    async (type) => {
      expect(await post('{"title":"a"}', { "content-type": type })).toContain("content-type");
    },
  );

  test.each([
    ["with its length", (bytes: string) => bytes, { "content-length": "16" }],
    ["in pieces", (bytes: string) => new Blob([bytes]).stream(), {}],
  ])("sent %s keeps its byte order marks, and as JSON may have one", async (_, sent, length) => {
    const headers = { ...json, ...length };
    const request = (body: BodyInit) => {
      // The types of the library do not know that a stream needs it.
      const init = { method: "POST", body, headers, duplex: "half" };
      return new Request("http://service/", init);
    };
    expect(await readBody(request(sent("\ufeff\ufeff{}")))).toBe("\ufeff\ufeff{}");
    expect(parseJson("\ufeff{}")).toEqual({});
    expect(() => parseJson("\ufeff\ufeff{}")).toThrow("not valid JSON");
  });

  test("that is compressed is refused before it is opened", async () => {
    expect(await post("x", { ...json, "content-encoding": "gzip" })).toContain("content-encoding");
  });
});

describe("a body that is too large", () => {
  test("is refused by its length", async () => {
    expect(await post("x", { ...json, "content-length": "5000000" })).toContain("too_large");
  });

  test("without a length is refused as soon as it is seen", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(64 * 1_024));
      },
    });
    // The types of the browser do not know "duplex", without which Node refuses a stream.
    const init = { method: "POST", body: endless, duplex: "half" };
    const request = new Request("http://x/", init);

    await expect(readBody(request)).rejects.toMatchObject({ code: "too_large" });
    expect(pulled).toBeLessThan(10);
  });

  test("is one byte more than the most that is taken", async () => {
    const of = (bytes: number) =>
      new Request("http://x/", { method: "POST", body: "x".repeat(bytes) });
    expect(await readBody(of(bodyBytesMax))).toHaveLength(bodyBytesMax);
    await expect(readBody(of(bodyBytesMax + 1))).rejects.toMatchObject({ code: "too_large" });
  });
});

test("brackets in strings are no nesting", () => {
  const text = JSON.stringify({ a: '["\\[['.repeat(100) });
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test("at most twenty wrong fields are named", () => {
  const wrong = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, 1]));
  try {
    matching(z.strictObject({}), wrong);
    expect.unreachable();
  } catch (thrown) {
    expect(Object(thrown).details.errors).toHaveLength(20);
  }
});
