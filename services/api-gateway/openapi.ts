import { type ProblemCode, problemKinds } from "../shared/kit/problem.ts";
import {
  answerHeaders,
  groups,
  groupTexts,
  type Operation,
  pathExamples,
  requestHeaders,
} from "./operation.ts";
import { operations } from "./operations.ts";
import { problemCodes, problemTexts } from "./problem-texts.ts";
import { rateLimits } from "./rate.ts";
import { componentSchemas, parametersOf, schemaPath } from "./schemas.ts";

/** What is true of the whole API. */
export const about = {
  title: "Nudge API",
  version: "1.0.0",
  description: `Tasks of people, as JSON in snake_case. Every refusal is a problem (RFC 9457) \
with a \`code\` that does not change. A person may ask ${rateLimits.rest} times a minute.`,
} as const;

/** The document of everything the API serves, as OpenAPI 3.1. */
export function openapi(): object {
  return {
    openapi: "3.1.1",
    info: about,
    servers: [{ url: "/" }],
    tags: groups.map((name) => ({ name, description: groupTexts[name] })),
    paths: Object.fromEntries(
      [...Map.groupBy(operations, ({ path }) => path)].map(([path, sharing]) => [
        path,
        Object.fromEntries(sharing.map((one) => [one.method, operationObject(one)])),
      ]),
    ),
    components: {
      schemas: componentSchemas(),
      responses: {
        ...Object.fromEntries(problemCodes.map((code) => [code, problemAnswer(code)])),
        account_problem: accountProblem,
      },
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description:
            "A session's token (JWT), which may do everything, or an API token, which may do what \
its scopes name. Where `session` is named, an API token will not do.",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "nudge.session_token",
          description: "Over https its name begins with `__Secure-`.",
        },
      },
    },
  };
}

/** An example of each problem, as it is answered. */
export const problemExample = (code: ProblemCode) => ({
  type: `/problems/${code}`,
  code,
  title: problemKinds[code].title,
  status: problemKinds[code].status,
  detail: code === "invalid" ? "title: must not be empty" : problemTexts[code].meaning,
  ...(code === "invalid" ? { errors: [{ field: "title", message: "must not be empty" }] } : {}),
  trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
});

/** The problems that an operation can answer with, by status. */
export function problemsOf(operation: Operation): readonly ProblemCode[] {
  const { proof, scope, query, headers, request, path, problems = [] } = operation;
  const possible: readonly (ProblemCode | false)[] = [
    ...problems,
    request !== undefined && "malformed",
    request !== undefined && "too_large",
    request !== undefined && "unsupported_media_type",
    (request !== undefined || query !== undefined || headers !== undefined) && "invalid",
    path.includes("{") && "not_found",
    headers?.includes("If-Match") === true && "version_mismatch",
    proof === "token" && "unauthenticated",
    scope !== undefined && "insufficient_scope",
    proof === "token" && "too_many_requests",
    proof === "token" && "unavailable",
    "internal",
  ];
  return problemCodes.filter((code) => possible.includes(code));
}

function operationObject(operation: Operation) {
  const { id, group, summary, description, proof, scope, request, answer } = operation;
  const body = request && {
    required: true,
    content: json({ $ref: schemaPath(request.schema) }, request.example),
  };
  return {
    operationId: id,
    tags: [group],
    summary,
    ...(description === undefined ? {} : { description }),
    // From 3.1 on the list names what is needed of schemes without OAuth, too.
    security: proof === "none" ? [] : [{ [proof]: scope === undefined ? [] : [scope] }],
    parameters: parameters(operation),
    ...(body ? { requestBody: body } : {}),
    responses: { [answer.status]: answerObject(answer), ...refusals(operation) },
  };
}

const refusals = (operation: Operation) =>
  operation.group === "Accounts"
    ? { default: { $ref: "#/components/responses/account_problem" } }
    : Object.fromEntries(
        problemsOf(operation).map((code) => [
          problemKinds[code].status,
          { $ref: `#/components/responses/${code}` },
        ]),
      );

const parameters = ({ path, query, headers = [] }: Operation) => [
  ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
    example: pathExamples[name],
  })),
  ...Object.entries(query ? parametersOf(query.schema) : {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema,
  })),
  ...headers.map((name) => ({
    name,
    in: "header",
    required: false,
    description: requestHeaders[name].says,
    schema: { type: "string" },
    example: requestHeaders[name].example,
  })),
];

function answerObject({ says, schema, example, type, headers = [] }: Operation["answer"]) {
  const named = headers.map((name) => [name, header(answerHeaders[name])]);
  const content = schema
    ? json({ $ref: schemaPath(schema) }, example)
    : type && { [type]: { schema: { type: type === "application/json" ? "object" : "string" } } };
  return {
    description: says,
    ...(headers.length > 0 ? { headers: Object.fromEntries(named) } : {}),
    ...(content ? { content } : {}),
  };
}

const json = (schema: object, example: unknown) => ({ "application/json": { schema, example } });

const header = ({ says, example }: { readonly says: string; readonly example: string }) => ({
  description: says,
  schema: { type: "string" },
  example,
});

const waiting: readonly ProblemCode[] = ["too_many_requests", "unavailable"];
const retryAfter = {
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" }, example: 7 },
};

const problemAnswer = (code: ProblemCode) => ({
  description: `${problemKinds[code].title}. ${problemTexts[code].remedy}`,
  ...(waiting.includes(code) ? { headers: retryAfter } : {}),
  content: {
    "application/problem+json": {
      schema: { $ref: schemaPath("Problem") },
      example: problemExample(code),
    },
  },
});

const accountProblem = {
  description: "Refused; `code` and `message` say why.",
  content: {
    "application/problem+json": {
      schema: { $ref: schemaPath("AccountProblem") },
      example: {
        type: "about:blank",
        code: "INVALID_EMAIL_OR_PASSWORD",
        title: "Invalid email or password",
        status: 401,
        message: "Invalid email or password",
        trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
      },
    },
  },
};
