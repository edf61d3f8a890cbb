import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { problemKinds } from "../shared/kit/problem.ts";
import { openapi, problemExample, problemsOf } from "./openapi.ts";
import { groups } from "./operation.ts";
import { operations } from "./operations.ts";
import { problemCodes, problemTexts } from "./problem-texts.ts";
import { answerSchemas, requestSchemas } from "./schemas.ts";

/** The parts of the document that are looked at here. */
const document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
  components: z.looseObject({
    schemas: z.record(z.string(), z.unknown()),
    responses: z.record(z.string(), z.unknown()),
  }),
});
/** As clients get it: what JSON leaves out is not there. */
const served = () => document.parse(JSON.parse(JSON.stringify(openapi())));

describe("the document", () => {
  test("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();

    expect(await validator.validate(served())).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  test("would not be valid with an operation that has no answer", async () => {
    const broken = { ...served(), paths: { "/x": { get: { responses: 1 } } } };

    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  test("points only to what it contains", () => {
    const { components, ...rest } = served();
    const text = JSON.stringify({ components, ...rest });
    const targets = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, target = ""]) => target);
    const known = [
      ...Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`),
      ...Object.keys(components.responses).map((name) => `#/components/responses/${name}`),
    ];

    expect(targets.length).toBeGreaterThan(100);
    expect(targets.filter((target) => !known.includes(target))).toEqual([]);
  });

  test("has each operation once, by its id, its method and its path", () => {
    const ids = Object.values(served().paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );

    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(operations.map(({ id }) => id)));
  });

  test("is the same each time it is made", () => {
    expect(JSON.stringify(openapi())).toBe(JSON.stringify(openapi()));
  });

  test("tells how often a person may ask", () => {
    expect(served()).toMatchObject({
      info: { description: expect.stringContaining("may ask 120 times a minute") },
    });
  });

  test("names each chapter of its operations", () => {
    expect(served()).toMatchObject({ tags: groups.map((name) => ({ name })) });
  });

  test("asks for no field that answers may gain later", () => {
    const { TaskPage, NewTask } = served().components.schemas;

    expect(TaskPage).not.toHaveProperty("additionalProperties");
    expect(NewTask).toHaveProperty("additionalProperties", false);
  });
});

describe("the example", () => {
  const requests = operations.flatMap(({ id, request }) => (request ? [{ id, ...request }] : []));
  const answers = operations.flatMap(({ id, answer: { schema, example } }) =>
    schema ? [{ id, schema, example }] : [],
  );
  const queries = operations.flatMap(({ id, query }) => (query ? [{ id, ...query }] : []));

  test.each(requests)("of what $id is sent is a $schema", ({ schema, example }) => {
    expect(requestSchemas[schema].safeParse(example).error).toBeUndefined();
  });

  test.each(answers)("of what $id answers is a $schema", ({ schema, example }) => {
    expect(example).toBeDefined();
    expect(answerSchemas[schema].safeParse(example).error).toBeUndefined();
  });

  test.each(answers)("of what $id answers has no field unknown to $schema", (given) => {
    expect(answerSchemas[given.schema].parse(given.example)).toEqual(given.example);
  });

  test.each(queries)("of the query of $id is accepted", ({ schema, example }) => {
    const given = Object.fromEntries(new URLSearchParams(example));

    expect(schema.safeParse(given).error).toBeUndefined();
  });

  test.each(problemCodes)("of the problem %s is a Problem", (code) => {
    expect(answerSchemas.Problem.safeParse(problemExample(code)).error).toBeUndefined();
  });

  test("of a refused field names it", () => {
    expect(problemExample("invalid")).toMatchObject({
      errors: [{ field: "title", message: "must not be empty" }],
    });
    expect(problemExample("conflict")).not.toHaveProperty("errors");
  });

  test("is refused when it is none: the schemas do look", () => {
    expect(requestSchemas.NewTask.safeParse({ titel: "x" }).success).toBe(false);
    expect(answerSchemas.Task.safeParse({}).success).toBe(false);
  });
});

describe("scopes", () => {
  test("are decided for every operation that takes a token", () => {
    const undecided = operations.filter(
      ({ proof, scope }) => (proof === "token") !== (scope !== undefined),
    );

    expect(undecided.map(({ id }) => id)).toEqual([]);
  });

  test("let no token that only reads change anything", () => {
    const reading = operations.filter(({ scope }) => scope === "tasks:read");

    expect(reading.map(({ method }) => method)).toEqual(reading.map(() => "get"));
  });

  test("stand at each operation", () => {
    const { paths } = served();

    expect(paths["/api/tasks"]).toMatchObject({
      get: { security: [{ token: ["tasks:read"] }] },
      post: { security: [{ token: ["tasks:write"] }] },
    });
    expect(paths["/api/tokens"]).toMatchObject({ get: { security: [{ token: ["session"] }] } });
    expect(paths["/api/webhooks"]).toMatchObject({ get: { security: [{ token: ["settings"] }] } });
  });
});

describe("problems", () => {
  test("appear all, each with its example and its remedy", () => {
    const { responses } = served().components;

    expect(new Set(Object.keys(responses))).toEqual(
      new Set([...Object.keys(problemKinds), "account_problem"]),
    );
    for (const code of problemCodes) {
      expect(responses[code]).toMatchObject({
        description: `${problemKinds[code].title}. ${problemTexts[code].remedy}`,
        content: { "application/problem+json": { example: { code } } },
      });
    }
  });

  test("that pass by themselves say after how many seconds", () => {
    const { responses } = served().components;
    const waiting = Object.keys(responses).filter((code) =>
      JSON.stringify(responses[code]).includes('"Retry-After":{'),
    );

    expect(waiting).toEqual(["too_many_requests", "unavailable"]);
  });

  test.each(operations)("of $id have one status each, so that none hides another", (operation) => {
    const statuses = problemsOf(operation).map((code) => problemKinds[code].status);

    expect(new Set(statuses).size).toBe(statuses.length);
  });

  test("of an operation follow from what it takes", () => {
    const ofId = (id: string) => operations.filter((one) => one.id === id).flatMap(problemsOf);

    expect(ofId("editTask")).toEqual([
      "malformed",
      "unauthenticated",
      "insufficient_scope",
      "not_found",
      "version_mismatch",
      "too_large",
      "unsupported_media_type",
      "invalid",
      "too_many_requests",
      "internal",
      "unavailable",
    ]);
    expect(ofId("undo")).toContain("conflict");
    expect(ofId("readDocument")).toEqual(["internal"]);
  });

  test("stand at each operation that is not an account's", () => {
    const { paths } = served();

    expect(Object.keys(paths["/api/tasks/{id}"]?.get?.responses ?? {})).toEqual(
      expect.arrayContaining(["200", "401", "404", "429", "500", "503"]),
    );
    expect(paths["/api/auth/token"]?.get?.responses).toMatchObject({
      default: { $ref: "#/components/responses/account_problem" },
    });
  });
});
