import { z } from "zod";
import type { RealOptions } from "../real-application.ts";

/** What `npm run start:dapr` was told. */
export interface DaprSettings extends Omit<RealOptions, "report"> {
  readonly kind: "settings";
  /** A folder that keeps the logs. @default they go at the end */
  readonly logs: string | undefined;
}

export interface WrongSettings {
  readonly kind: "wrong";
  readonly problems: readonly string[];
}

/** Three of each fill two processors and 6 GB; more of them prove nothing on one machine. */
const replicasMax = 3;
const portMax = 65_535;
const address = z.string().regex(/^[a-z0-9.-]+:\d{1,5}$/i, "use host:port");
const wholeNumber = (max: number) =>
  z.coerce.number(`use a number from 1 to ${max}`).int().min(1).max(max);
const filled = z.string().min(1, "is empty: say something, or leave it out");

const form = z.object({
  PORT: wholeNumber(portMax).default(8_080),
  HOST: filled.default("127.0.0.1"),
  REPLICAS: wholeNumber(replicasMax).default(1),
  STATE_STORE: z.enum(["postgresql", "redis"], "use postgresql or redis").default("postgresql"),
  BROKERS: z
    .string()
    .default("")
    .transform((text) => text.split(",").filter((each) => each !== ""))
    .pipe(z.array(address)),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "use postgres://..." }).optional(),
  REDIS_HOST: address.optional(),
  REDIS_PASSWORD: z.string().default(""),
  SMTP_HOST: filled.default("127.0.0.1"),
  SMTP_PORT: wholeNumber(portMax).default(1_025),
  TOPIC_LAYOUT: z.enum(["by-type", "by-stream"], "use by-type or by-stream").default("by-type"),
  ZIPKIN_URL: z.url("use http://...").optional(),
  LOGS: filled.optional(),
});

/** Reads the variables, or names every bad one. */
export function daprSettings(
  variables: Readonly<Record<string, string | undefined>>,
): DaprSettings | WrongSettings {
  const parsed = form.safeParse(variables);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: [name = ""], message }) => {
      // An address of a database holds a password, and messages end in logs.
      const said = name === "DATABASE_URL" ? "" : `="${variables[String(name)]}"`;
      return `${String(name)}${said}: ${message}`;
    });
    return { kind: "wrong", problems };
  }
  const given = parsed.data;
  return {
    kind: "settings",
    port: given.PORT,
    host: given.HOST,
    replicas: given.REPLICAS,
    store: storeOf(given),
    brokers: given.BROKERS,
    smtp: { host: given.SMTP_HOST, port: given.SMTP_PORT },
    topicLayout: given.TOPIC_LAYOUT,
    ...(given.ZIPKIN_URL !== undefined && { tracesTo: given.ZIPKIN_URL }),
    variables,
    logs: given.LOGS,
  };
}

function storeOf(given: z.output<typeof form>): RealOptions["store"] {
  switch (given.STATE_STORE) {
    case "postgresql":
      return {
        kind: "postgresql",
        ...(given.DATABASE_URL !== undefined && { url: given.DATABASE_URL }),
      };
    case "redis":
      return {
        kind: "redis",
        ...(given.REDIS_HOST !== undefined && { address: given.REDIS_HOST }),
        password: given.REDIS_PASSWORD,
      };
    default:
      return given.STATE_STORE satisfies never;
  }
}
