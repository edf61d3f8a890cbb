import { symmetricDecrypt } from "better-auth/crypto";
import { importJWK, SignJWT } from "jose";
import { z } from "zod";
import { stateStoreName } from "../../../components/model/names.ts";
import { fingerprint } from "../../../services/auth/secret.ts";
import { tokenAlgorithm, tokenAudience, tokenIssuer } from "../../../services/shared/kit/bearer.ts";
import type { Sidecars } from "./sidecars.ts";

const keysForm = z.array(z.object({ id: z.string(), privateKey: z.string() })).min(1);
const jwkForm = z.looseObject({ kty: z.string() });

/** Claims of a token that the doors take; overwrite those that shall be wrong. */
export type Claims = Readonly<Record<string, unknown>>;

/** Signs any claims with the application's own key: only so a refusal is about the claim alone. */
export type Forge = (claims: Claims, header?: Claims) => Promise<string>;

/** Takes the signing key out of the state, as whoever holds AUTH_SECRET and the disk can. */
export async function forger(sidecars: Sidecars, secret: string): Promise<Forge> {
  const path = `/state/${stateStoreName}/keys:${fingerprint(secret)}`;
  const [key] = keysForm.parse((await sidecars.call("auth", path)).body);
  if (!key) throw new Error("there is no signing key");
  const encrypted = z.string().parse(JSON.parse(key.privateKey));
  const clear = await symmetricDecrypt({ key: secret, data: encrypted });
  const privateKey = await importJWK(jwkForm.parse(JSON.parse(clear)), tokenAlgorithm);
  return (claims, header = {}) => {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      iss: tokenIssuer,
      aud: tokenAudience,
      iat: now,
      exp: now + 900,
      sid: "forged",
      ...claims,
    })
      .setProtectedHeader({ alg: tokenAlgorithm, kid: key.id, ...header })
      .sign(privateKey);
  };
}
