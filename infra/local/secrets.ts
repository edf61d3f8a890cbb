import type { HttpAnswer } from "../../components/model/http.ts";
import { json, refusal } from "./answers.ts";
import { componentsOf, type Resources } from "./resources.ts";

/** The runtime's own settings are no app's business; Dapr hides the same names. */
const hidden = /^(?:APP_API_TOKEN|DAPR_)/;

/** Reads a secret from the environment of the process. */
export function secret(
  resources: Resources,
  app: string,
  store: string,
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): HttpAnswer {
  const stores = componentsOf(resources, app, "secretstores");
  if (stores.size === 0) {
    return refusal(500, "ERR_SECRET_STORES_NOT_CONFIGURED", `${app} has no secret store`);
  }
  if (!stores.has(store)) {
    return refusal(401, "ERR_SECRET_STORE_NOT_FOUND", `failed finding secret store ${store}`);
  }
  return json(200, { [name]: hidden.test(name) ? "" : (environment[name] ?? "") });
}
