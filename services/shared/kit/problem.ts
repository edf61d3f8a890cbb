/** A field that was refused, and how to mend it. */
export interface FieldProblem {
  /** Path in the body, query or headers: "reminders[0].offset", "If-Match". */
  readonly field: string;
  readonly message: string;
}

interface Kind {
  readonly status:
    | 400
    | 401
    | 403
    | 404
    | 405
    | 409
    | 412
    | 413
    | 415
    | 422
    | 428
    | 429
    | 500
    | 503;
  readonly title: string;
}

/** Every problem a caller can meet. The codes are part of the API: they do not change. */
export const problemKinds = {
  malformed: { status: 400, title: "The request could not be read" },
  unauthenticated: { status: 401, title: "Sign in first" },
  forbidden: { status: 403, title: "Not allowed" },
  insufficient_scope: { status: 403, title: "The token may not do this" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "Not possible here" },
  conflict: { status: 409, title: "In conflict with the present state" },
  version_mismatch: { status: 412, title: "Changed in the meantime" },
  too_large: { status: 413, title: "Too large" },
  unsupported_media_type: { status: 415, title: "Send JSON" },
  invalid: { status: 422, title: "Some fields cannot be accepted" },
  too_many_requests: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something went wrong on our side" },
  unavailable: { status: 503, title: "Not available right now" },
} as const satisfies Record<string, Kind>;

export type ProblemCode = keyof typeof problemKinds;

export interface ProblemDetails {
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  readonly retryAfterSeconds?: number;
}

/** A refusal that the caller is meant to read (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.detail ?? problemKinds[code].title);
    this.code = code;
    this.details = details;
  }
}

/** One field, refused. */
export const invalid = (field: string, message: string): Problem =>
  new Problem("invalid", { detail: `${field}: ${message}`, errors: [{ field, message }] });

/** The problem as an HTTP answer; `traceId` lets a person quote it. */
export function problemResponse(problem: Problem, traceId: string): Response {
  const { status, title } = problemKinds[problem.code];
  const { retryAfterSeconds, ...details } = problem.details;
  const body = { type: `/problems/${problem.code}`, code: problem.code, title, status };
  return new Response(JSON.stringify({ ...body, ...details, trace_id: traceId }), {
    status,
    headers: {
      "content-type": "application/problem+json",
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    },
  });
}
