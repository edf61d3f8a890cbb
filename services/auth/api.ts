import { type Context, Hono } from "hono";
import { z } from "zod";
import { matching, parseJson, readBody } from "../shared/kit/body.ts";
import { Problem, type ProblemCode, problemKinds, problemResponse } from "../shared/kit/problem.ts";
import { currentTrace, traceIdOf } from "../shared/kit/trace.ts";
import type { Accounts } from "./accounts.ts";
import { cookiesFor, insideRequest, refuseForeign } from "./caller.ts";
import { accountRequests } from "./requests.ts";
import type { Revocations } from "./revocations.ts";
import type { AuthSettings } from "./settings.ts";

/** The longest honest body is two passwords of 128 characters. */
const bodyBytesMax = 16 * 1_024;
const base = "/api/auth";

export interface AuthApiPorts {
  readonly settings: AuthSettings;
  readonly revocations: Pick<Revocations, "list">;
  readonly accounts: (cookies: "secure" | "plain") => Promise<Accounts>;
}

/** The door's account routes, a closed list, and what the other doors ask through the sidecar. */
export function authApi({ settings, revocations, accounts }: AuthApiPorts): Hono {
  const app = new Hono();
  const allowed = new Map<string, string[]>();
  app.use(`${base}/*`, async (c, next) => {
    refuseForeign(c, settings);
    await next();
  });
  for (const [route, schema] of Object.entries(accountRequests)) {
    const [method = "", path = ""] = route.split(" ");
    allowed.set(path, [...(allowed.get(path) ?? []), method]);
    app.on(method, `${base}${path}`, async (c) => {
      const body = schema ? matching(schema, await jsonOf(c)) : undefined;
      const ask = await accounts(cookiesFor(c, settings));
      return answered(() => ask(insideRequest(c, settings, body)));
    });
  }
  for (const [path, methods] of allowed) {
    app.all(`${base}${path}`, (c) => {
      const detail = `${c.req.method} is not possible here; use ${methods.join(" or ")}`;
      const answer = refusal(new Problem("method_not_allowed", { detail }));
      answer.headers.set("allow", methods.join(", "));
      return answer;
    });
  }
  app.get("/revocations", async (c) => c.json({ revoked: await revocations.list() }));
  return app;
}

async function jsonOf(c: Context): Promise<unknown> {
  // A form of another site cannot send JSON without being asked first by its browser.
  if (!/^application\/json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
    throw new Problem("unsupported_media_type", { detail: "content-type: use application/json" });
  }
  return parseJson(await readBody(c.req.raw, bodyBytesMax));
}

/** What the library throws to refuse; its class would have to be loaded to be asked. */
const libraryRefusal = z.object({
  name: z.literal("APIError"),
  statusCode: z.number().int().min(400).max(499),
  body: z.object({ code: z.string().optional(), message: z.string().optional() }).optional(),
});

/** The library's answer; its refusals as problems that keep its code. */
async function answered(ask: () => Promise<Response>): Promise<Response> {
  let response: Response;
  try {
    response = await ask();
  } catch (thrown) {
    const refused = libraryRefusal.safeParse(thrown);
    if (!refused.success) throw thrown;
    return libraryProblem(refused.data.statusCode, refused.data.body);
  }
  if (response.status >= 500) throw new Error(`the library answers ${response.status}`);
  if (response.status >= 400) {
    const retryAfter = Number(response.headers.get("x-retry-after") ?? Number.NaN);
    const body = z.looseObject({ message: z.string().optional() }).safeParse(await response.json());
    return libraryProblem(
      response.status,
      body.data,
      Number.isFinite(retryAfter) ? retryAfter : undefined,
    );
  }
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
  for (const cookie of response.headers.getSetCookie()) headers.append("set-cookie", cookie);
  return new Response(response.body, { status: response.status, headers });
}

/** The library's one word for it, "Unauthorized", names neither what is missing nor the way in. */
const withoutSession = {
  code: "UNAUTHORIZED",
  problem: new Problem("unauthenticated", {
    detail:
      "Cookie: names no session that goes on; sign in at /api/auth/sign-in/email or \
/api/auth/sign-in/anonymous, and send the cookie that the answer sets",
  }),
};

interface Said {
  readonly code?: unknown;
  readonly message?: string | undefined;
}

async function libraryProblem(
  status: number,
  said: Said | undefined,
  retryAfterSeconds?: number,
): Promise<Response> {
  if (said?.code === withoutSession.code) return refusal(withoutSession.problem);
  const kind = kindOf(status);
  const plain = refusal(
    new Problem(kind, {
      detail: said?.message ?? problemKinds[kind].title,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    }),
  );
  if (typeof said?.code !== "string") return plain;
  const body = z.looseObject({}).parse(await plain.json());
  return new Response(JSON.stringify({ ...body, code: said.code }), {
    status: plain.status,
    headers: plain.headers,
  });
}

/** Our kind of problem for a status; what has none is a request that could not be read. */
function kindOf(status: number): ProblemCode {
  const codes: readonly ProblemCode[] = [
    "unauthenticated",
    "forbidden",
    "not_found",
    "conflict",
    "unsupported_media_type",
    "invalid",
    "too_many_requests",
  ];
  return codes.find((code) => problemKinds[code].status === status) ?? "malformed";
}

const refusal = (problem: Problem): Response => problemResponse(problem, traceIdOf(currentTrace()));
