import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { parseDocument } from "yaml";
import { root } from "./commands/root.ts";
import type { StackName } from "./environments.ts";

/** The operator of a rehearsed stack's broker. */
export const brokerAdmin = { user: "operator", password: "made up" };
/** Secrets that are none; 32 characters and more where a real one has them. */
const secrets = {
  masterKey: "made up, and used nowhere else at all",
  brokerAdmin: JSON.stringify(brokerAdmin),
  registry: JSON.stringify({ server: "registry.test", user: "reader", password: "made up" }),
  secrets: JSON.stringify({
    "sms/account-sid": "made up",
    "sms/auth-token": "made up",
    "email/api-key": "made up",
  }),
};

/** The project's own files, with values that a test wants otherwise. */
export function projectFiles(
  stack: StackName,
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, string>> {
  const read = (name: string) => readFileSync(join(root, name), "utf8");
  const values = `Pulumi.${stack}.yaml`;
  // What an operator has to say is not said there: an example would be refused.
  const file = parseDocument(
    read(values).replaceAll("example.com", "test").replaceAll("+1500555", "+1202555"),
  );
  for (const [key, value] of Object.entries(changes)) file.setIn(["config", `nudge:${key}`], value);
  return {
    "Pulumi.yaml": read("Pulumi.yaml"),
    [values]: file.toString(),
    // The engine looks whether it is there; the program itself runs in this process.
    "stacks/index.ts": "",
  };
}

/** The project's files with made-up secrets in the open: it takes the engine a second less. */
export const rehearsedFiles = (stack: StackName): Readonly<Record<string, string>> =>
  projectFiles(stack, secrets);

/** Gives a stack the secrets that its file has not, as a person does: encrypted. */
export const setSecrets = (stack: Stack): Promise<void> =>
  stack.setAllConfig(
    Object.fromEntries(
      Object.entries(secrets).map(([key, value]) => [`nudge:${key}`, { value, secret: true }]),
    ),
  );
