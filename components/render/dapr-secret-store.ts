import type { Application } from "../model/application.ts";
import type { Environment, SecretStore } from "../model/environment.ts";
import { secretStoreName } from "../model/names.ts";
import type { ServiceSpec } from "../model/service.ts";
import { type Component, component, needsSecrets } from "./dapr-component.ts";

/** Whether the service itself reads secrets. */
export const readsSecrets = (spec: ServiceSpec): boolean => spec.secrets.length > 0;

/**
 * The secret store, and the given components as they find their secrets in it. In a cluster Dapr's
 * operator hands the components theirs, so there only services that read secrets see the store.
 */
export function withSecretStore(
  app: Application,
  { secretStore }: Environment,
  components: readonly Component[],
): readonly Component[] {
  const readers = app.services.filter(readsSecrets).map(({ id }) => id);
  if (secretStore.kind === "cluster") return [...components, store(secretStore, readers)];
  const looked = components.map((each) =>
    needsSecrets(each) ? { ...each, auth: { secretStore: secretStoreName } } : each,
  );
  const users = looked.flatMap(({ auth, scopes }) => (auth ? scopes : []));
  const scopes = app.services
    .map(({ id }) => id)
    .filter((id) => readers.includes(id) || users.includes(id));
  return [...looked, store(secretStore, scopes)];
}

const store = (kept: SecretStore, scopes: readonly string[]): Component =>
  component({ name: secretStoreName, scopes, ...made(kept) });

function made(kept: SecretStore) {
  switch (kept.kind) {
    case "runtime":
      return { type: "secretstores.local.env", settings: {} };
    case "file":
      return {
        type: "secretstores.local.file",
        settings: { secretsFile: kept.path, multiValued: "true" },
      };
    case "cluster":
      return { type: "secretstores.kubernetes", settings: {} };
    default:
      return kept satisfies never;
  }
}
