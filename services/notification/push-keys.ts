import { createECDH } from "node:crypto";

/** What proves to push services that a message is ours (VAPID, RFC 8292). */
export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  /** Where a push service can complain. */
  readonly subject: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const names = ["WEB_PUSH_PUBLIC_KEY", "WEB_PUSH_PRIVATE_KEY", "WEB_PUSH_SUBJECT"] as const;
const keyForms = { public: /^B[A-Za-z0-9_-]{86}$/, private: /^[A-Za-z0-9_-]{43}$/ } as const;

/**
 * The keys that the operator has set; undefined without any of them. Throws an error that names
 * each variable that is missing or wrong, and repeats none of their values.
 */
export function pushKeysOf(variables: Variables): PushKeys | undefined {
  const [publicKey = "", privateKey = "", subject = ""] = names.map((name) => variables[name]);
  if (publicKey === "" && privateKey === "" && subject === "") return undefined;
  const problems = [
    ...(keyForms.public.test(publicKey)
      ? []
      : ["WEB_PUSH_PUBLIC_KEY: use a point of P-256, 65 bytes in base64url"]),
    ...(keyForms.private.test(privateKey)
      ? []
      : ["WEB_PUSH_PRIVATE_KEY: use a key of P-256, 32 bytes in base64url"]),
    ...(/^(mailto:.+@.+|https:\/\/.+)$/.test(subject)
      ? []
      : ['WEB_PUSH_SUBJECT: use "mailto:" or "https://" and where you can be reached']),
  ];
  if (problems.length === 0 && publicKeyOf(privateKey) !== publicKey) {
    problems.push("WEB_PUSH_PUBLIC_KEY: does not belong to WEB_PUSH_PRIVATE_KEY");
  }
  if (problems.length === 0) return { publicKey, privateKey, subject };
  throw new Error(`${problems.join("; ")}; or leave all three out`);
}

/** Undefined of what is no key: zero, or a number past the end of the curve. */
function publicKeyOf(privateKey: string): string | undefined {
  const pair = createECDH("prime256v1");
  try {
    pair.setPrivateKey(privateKey, "base64url");
  } catch {
    return undefined;
  }
  return pair.getPublicKey("base64url");
}
