import { type ProblemCode, problemKinds } from "../shared/kit/problem.ts";

/** What a person reads about a problem. Backticks mark code. */
export interface ProblemText {
  readonly meaning: string;
  readonly remedy: string;
}

/** The one place with sentences about problems: the document and the pages read them here. */
export const problemTexts: Readonly<Record<ProblemCode, ProblemText>> = {
  malformed: {
    meaning: "The body is not valid JSON, or it is nested too deeply.",
    remedy: "Send well-formed JSON in UTF-8 with at most 32 levels.",
  },
  unauthenticated: {
    meaning: "The request carries no token, or one that has run out or was signed out.",
    remedy: "Sign in, get a token at `/api/auth/token`, and send it as `Authorization: Bearer`.",
  },
  forbidden: {
    meaning: "The caller is known, and may not do this.",
    remedy: "Nothing to repeat: it is for operators, or a page of another site has asked.",
  },
  insufficient_scope: {
    meaning: "The API token is good, but it was not made for this.",
    remedy: "`detail` names the scope; make a token that has it, or use a session's token.",
  },
  not_found: {
    meaning: "There is nothing at this address, or it belongs to somebody else.",
    remedy: "Look at the id again; a deleted task can be brought back with `POST /api/undo`.",
  },
  method_not_allowed: {
    meaning: "The address exists, but not with this method.",
    remedy: "Use one of the methods that this document lists for it.",
  },
  conflict: {
    meaning: "The request is fine, but it does not fit what is there now.",
    remedy: "Read what is there, then decide anew; after 10 minutes nothing can be undone.",
  },
  version_mismatch: {
    meaning: "Somebody changed it since you read it, so that `If-Match` does not hold.",
    remedy: "Read it again, look at what changed, and repeat with the new `ETag`.",
  },
  too_large: {
    meaning: "The body is larger than any honest request.",
    remedy:
      "Send at most 256 KB, to the import at most 2 MB; divide a long list into several requests.",
  },
  unsupported_media_type: {
    meaning: "The body is not JSON, or it is compressed.",
    remedy: "Send `Content-Type: application/json` and no `Content-Encoding`.",
  },
  invalid: {
    meaning: "The request can be read, but some fields cannot be accepted; nothing was changed.",
    remedy: "`errors` names each field and what it should be; mend them and send it again.",
  },
  too_many_requests: {
    meaning: "You asked more often than one person may ask in a minute.",
    remedy: "Wait as many seconds as `Retry-After` says.",
  },
  internal: {
    meaning: "Something went wrong on our side; whether the request took effect is unknown.",
    remedy: "Repeat it with the same `Idempotency-Key`, and quote `trace_id` when you report it.",
  },
  unavailable: {
    meaning: "A part of the application does not answer right now.",
    remedy: "Wait as many seconds as `Retry-After` says; repeat with the same `Idempotency-Key`.",
  },
};

/** Whether a text is one of the codes. */
export const isProblemCode = (text: string): text is ProblemCode =>
  Object.hasOwn(problemKinds, text);

/** All codes, by status. */
export const problemCodes: readonly ProblemCode[] = Object.keys(problemKinds).filter(isProblemCode);
