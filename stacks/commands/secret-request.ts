import { parseArgs } from "node:util";
import type { CertificatesRequest } from "../dapr-certificates.ts";
import { isStackName, type StackName, stackNames } from "../environments.ts";

/** A secret that comes by standard input, or certificates that are made. */
export type SecretRequest =
  | { readonly kind: "given"; readonly stack: StackName; readonly key: string }
  | ({
      readonly kind: "certificates";
      readonly stack: StackName;
      readonly key: string;
    } & CertificatesRequest);

const certificates = "dapr-certificates";
const usage = `usage: npm run secret -- ${stackNames.join("|")} masterKey < file
       npm run secret -- ${certificates} ${stackNames.join("|")} [--new-root] [--days 365]`;
/** Longer than this, nobody remembers how they were made. */
const daysMax = 3_650;

/** What the words of the command ask for; a sentence for the person when they ask for nothing. */
export function secretRequest(args: readonly string[]): SecretRequest | string {
  const wanted = wordsOf(args);
  if (typeof wanted === "string") return `${wanted}\n${usage}`;
  const [first = "", second = "", ...others] = wanted.words;
  const isMade = first === certificates;
  const stack = isMade ? second : first;
  if (!isStackName(stack)) {
    return `${stack === "" ? "which stack?" : `there is no stack "${stack}"`}\n${usage}`;
  }
  if (others.length > 0) return `too many words: ${others.join(" ")}\n${usage}`;
  if (isMade) return asked(stack, wanted);
  if (!/^\w+$/.test(second)) return `which secret?\n${usage}`;
  if (wanted.newRoot || wanted.days !== undefined) {
    return `--new-root and --days are for ${certificates}\n${usage}`;
  }
  return { kind: "given", stack, key: second };
}

function asked(stack: StackName, { newRoot, days }: Words): SecretRequest | string {
  const request = {
    kind: "certificates",
    stack,
    key: "daprCertificates",
    what: newRoot ? "root" : "issuer",
  } as const;
  if (days === undefined) return request;
  const count = Number(days);
  return Number.isInteger(count) && count >= 1 && count <= daysMax
    ? { ...request, days: count }
    : `--days: "${days}" is no whole number from 1 to ${daysMax}\n${usage}`;
}

interface Words {
  readonly words: readonly string[];
  readonly newRoot: boolean;
  readonly days: string | undefined;
}

function wordsOf(args: readonly string[]): Words | string {
  const options = { "new-root": { type: "boolean" }, days: { type: "string" } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { words: positionals, newRoot: values["new-root"] === true, days: values.days };
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
