import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { Problem } from "../shared/kit/problem.ts";
import { addressHeader, addressOf, cookiesFor, insideRequest, refuseForeign } from "./caller.ts";

const plain = { publicUrl: undefined, proxyHops: 0 };
const own = new URL("https://nudge.example");

/** What a judgement says of a request to http://nudge.test. */
async function judged(
  judge: (c: Parameters<typeof addressOf>[0]) => string,
  headers: Record<string, string> = {},
  remoteAddress: unknown = "192.0.2.1",
): Promise<string> {
  const app = new Hono().get("/*", (c) => c.text(judge(c)));
  app.onError((thrown, c) => c.text(thrown instanceof Problem ? thrown.code : "failed"));
  const env = { incoming: { socket: { remoteAddress } } };
  return (await app.request("http://nudge.test/api/auth/token?x=1", { headers }, env)).text();
}

describe("the address of a caller", () => {
  const forwarded = { "x-forwarded-for": "198.51.100.9, 203.0.113.5, 203.0.113.6" };
  const addressAfter = (proxyHops: number) =>
    judged((c) => addressOf(c, { publicUrl: undefined, proxyHops }), forwarded);

  test("is the socket's, whatever he says, when there is no proxy", async () => {
    expect(await addressAfter(0)).toBe("192.0.2.1");
  });

  test("is what the outermost of our proxies has seen", async () => {
    expect(await addressAfter(1)).toBe("203.0.113.6");
    expect(await addressAfter(2)).toBe("203.0.113.5");
  });

  test("is the leftmost when there are fewer proxies than said", async () => {
    expect(await addressAfter(9)).toBe("198.51.100.9");
  });

  test("is the one of nobody when it is no address", async () => {
    const hops = { publicUrl: undefined, proxyHops: 1 };

    expect(await judged((c) => addressOf(c, hops), { "x-forwarded-for": "a'b" })).toBe("0.0.0.0");
    expect(await judged((c) => addressOf(c, plain), {}, undefined)).toBe("192.0.2.1");
    expect(await judged((c) => addressOf(c, plain), {}, null)).toBe("0.0.0.0");
  });

  test("reaches the library in a header that the caller cannot write", async () => {
    const inside = (c: Parameters<typeof addressOf>[0]) => {
      const { headers, url } = insideRequest(c, plain, undefined);
      return `${headers.get(addressHeader)} ${new URL(url).search}`;
    };

    expect(await judged(inside, { [addressHeader]: "1.1.1.1" })).toBe("192.0.2.1 ");
  });
});

describe("the page that asks", () => {
  const passes = (headers: Record<string, string>, publicUrl?: URL) =>
    judged((c) => {
      refuseForeign(c, { publicUrl, proxyHops: 0 });
      return "passes";
    }, headers);

  test.each([
    {},
    { origin: "http://nudge.test" },
    { origin: "https://nudge.test" },
    { "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
  ])("%o is ours", async (headers) => {
    expect(await passes(headers)).toBe("passes");
  });

  test.each([
    { origin: "http://evil.test" },
    { origin: "null" },
    { origin: "" },
    { origin: "http://nudge.test:81" },
    { origin: "http://nudge.test", "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("%o is foreign", async (headers) => {
    expect(await passes(headers)).toBe("forbidden");
  });

  test("has to come from PUBLIC_URL where there is one", async () => {
    expect(await passes({ origin: own.origin }, own)).toBe("passes");
    expect(await passes({ origin: "http://nudge.test" }, own)).toBe("forbidden");
  });
});

describe("cookies are secure", () => {
  const cookies = (place: Parameters<typeof cookiesFor>[1], proto?: string) =>
    judged((c) => cookiesFor(c, place), proto === undefined ? {} : { "x-forwarded-proto": proto });

  test("when people reach us by https", async () => {
    expect(await cookies({ publicUrl: own, proxyHops: 0 })).toBe("secure");
    expect(await cookies({ publicUrl: undefined, proxyHops: 1 }, "https")).toBe("secure");
  });

  test("and plain otherwise, whatever a caller says", async () => {
    expect(await cookies(plain)).toBe("plain");
    expect(await cookies(plain, "https")).toBe("plain");
    expect(await cookies({ publicUrl: undefined, proxyHops: 1 }, "https, http")).toBe("plain");
  });
});
