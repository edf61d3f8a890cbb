import { createECDH } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Variables = Readonly<Record<string, string | undefined>>;

/** No mail reaches it: on one machine whoever would complain can be asked in person. */
const ownSubject = "mailto:nobody@nudge.invalid";
const keptForm =
  /^\s*\{\s*"public_key"\s*:\s*"(B[\w-]{86})"\s*,\s*"private_key"\s*:\s*"([\w-]{43})"\s*\}\s*$/;

/**
 * The variables with keys for web push: those that the operator has set, or else a pair of the data
 * folder's own, made at the first start. Another pair would silence every browser that is switched
 * on, so a file that cannot be read is an error.
 */
export function withPushKeys(folder: string, variables: Variables): Variables {
  const isSet = ["PUBLIC_KEY", "PRIVATE_KEY", "SUBJECT"].some((name) => {
    return (variables[`WEB_PUSH_${name}`] ?? "") !== "";
  });
  if (isSet) return variables;
  const path = join(folder, "push-keys.json");
  if (!existsSync(path)) writeFileSync(path, newPair(), { mode: 0o600, flag: "wx" });
  const [, publicKey, privateKey] = keptForm.exec(readFileSync(path, "utf8")) ?? [];
  if (publicKey === undefined || privateKey === undefined) {
    throw new Error(
      `${path} has no keys for web push: remove it to make new ones, and switch browsers on again`,
    );
  }
  return {
    ...variables,
    WEB_PUSH_PUBLIC_KEY: publicKey,
    WEB_PUSH_PRIVATE_KEY: privateKey,
    WEB_PUSH_SUBJECT: ownSubject,
  };
}

function newPair(): string {
  const pair = createECDH("prime256v1");
  const public_key = pair.generateKeys("base64url");
  // A key that begins with zeros is given without them.
  const private_key = Buffer.from(pair.getPrivateKey("hex").padStart(64, "0"), "hex");
  const kept = { public_key, private_key: private_key.toString("base64url") };
  return `${JSON.stringify(kept, null, 2)}\n`;
}
