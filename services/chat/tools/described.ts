import { z } from "zod";
import { type ToolName, tools } from "./tools.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A tool in the words of MCP, which models read too. */
export interface DescribedTool {
  readonly name: ToolName;
  readonly description: string;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: ObjectSchema;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    /** Tools reach this one application and nothing beyond it. */
    readonly openWorldHint: false;
  };
}

/** The protocols want an object at the root of every schema. */
type ObjectSchema = JsonSchema & { readonly type: "object" };

let described: readonly DescribedTool[] | undefined;

/** All tools, or those that change nothing. */
export function describedTools(which: "all" | "read"): readonly DescribedTool[] {
  // Made when first asked for, and then kept: schemas never change while a process runs.
  described ??= Object.values(tools).map(({ name, says, effect, idempotent, input, output }) => ({
    name,
    description: says,
    inputSchema: objectSchema(input, "input"),
    outputSchema: objectSchema(output, "output"),
    annotations: {
      readOnlyHint: effect === "read",
      destructiveHint: effect === "destroy",
      idempotentHint: idempotent,
      openWorldHint: false,
    },
  }));
  return which === "all" ? described : described.filter((each) => each.annotations.readOnlyHint);
}

function objectSchema(schema: z.ZodType, io: "input" | "output"): ObjectSchema {
  const { $schema, ...made } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema }) => readable(jsonSchema, io),
  });
  if (made.type !== "object") throw new Error("a tool's schema must be an object at its root");
  return { ...made, type: "object" };
}

/** A longer pattern is a machine's way to say what `format` or the description says. */
const patternLengthMax = 80;

/** Leaves out what costs a model words and tells it nothing. */
function readable(schema: JsonSchema, io: "input" | "output"): void {
  if ((schema.pattern?.length ?? 0) > patternLengthMax) delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  // A later version may say more: who reads an answer must not refuse what it does not know.
  if (io === "output") delete schema.additionalProperties;
}
