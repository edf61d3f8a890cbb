import { createHmac } from "node:crypto";
import { type Input, log, type Output, secret } from "@pulumi/pulumi";
import type { ClusterEnvironment } from "../components/model/cluster-environment.ts";
import type { SecretRef } from "../components/model/environment.ts";
import { neededSecrets, placeOf, secretsOfProvider } from "../components/render/secrets.ts";
import type { SecretStoreArgs } from "../components/secret-store.ts";
import { app } from "../services/catalogue.ts";
import { accountSecrets } from "./placed.ts";
import { type Settings, SettingsError } from "./settings.ts";

/** A password that only machines use: it follows from the master key, and from nothing else. */
export const derived = (masterKey: string, place: string): Output<string> =>
  secret(createHmac("sha256", masterKey).update(place).digest("base64url"));

/** What the application is told of its secrets. */
export type Secrets = Required<
  Pick<SecretStoreArgs, "values" | "keeping" | "sealingKey" | "outside">
>;

/**
 * A value for every secret that the application asks for: of the state store what it says itself,
 * of accounts outside what was given or a vault has, and all else from the master key.
 */
export function secretsOf(
  environment: ClusterEnvironment,
  settings: Settings,
  store: Readonly<Record<string, Output<string>>>,
): Secrets {
  const outside = outsideSecrets(environment);
  const keeping = settings.secretKeeping;
  if (keeping.kind !== "external") refuseMissing(outside.map(placeOf), settings);
  const valueAt = (ref: SecretRef): Input<string> => {
    const place = placeOf(ref);
    const own = ref.name === "state-store" ? store[ref.key] : undefined;
    const given = settings.secrets[place];
    if (own !== undefined) return own;
    return given === undefined ? derived(settings.masterKey, place) : secret(given);
  };
  return {
    values: Object.fromEntries(
      neededSecrets(app, environment).map((ref) => [placeOf(ref), valueAt(ref)]),
    ),
    keeping,
    sealingKey: derived(settings.masterKey, "secrets/sealing"),
    outside: [...new Set(outside.map(({ name }) => name))],
  };
}

/** Secrets of accounts that others keep for us: nothing can be derived for them. */
function outsideSecrets({ outputs, variables }: ClusterEnvironment): readonly SecretRef[] {
  const providers = outputs.kind === "runtime" ? [] : Object.values(outputs.providers);
  const told = Object.values(variables).flatMap((each) => Object.values(each));
  const optional: readonly SecretRef[] = [accountSecrets.openai, accountSecrets.push];
  return [...providers.flatMap(secretsOfProvider), ...optional.filter((ref) => told.includes(ref))];
}

function refuseMissing(outside: readonly string[], { secrets, accounts }: Settings): void {
  const missing = outside.filter((place) => secrets[place] === undefined);
  if (missing.length === 0) return;
  const list = missing.join(", ");
  if (accounts === "required") {
    const wayOut =
      "set each with: npm run secret -- <stack> secrets, or say nudge:accounts made-up";
    throw new SettingsError(`nudge:secrets: is without ${list}; ${wayOut}`);
  }
  void log.warn(
    `nudge:secrets: is without ${list}: values are made up, nothing is delivered there`,
  );
}
