// What opens the doors of a cluster of this machine: leads requests to the ready replicas of the
// services that ingresses name, and says at which address.
//
// Variables: CLASS, whose ingresses are meant; SERVICE, the path of its own service.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { frontDoor } from "../../real/front-door.ts";
import { follow } from "../agent/follow.ts";
import { type Api, openApi } from "../api.ts";
import { type Doors, type Ingress, ingressForm, serviceForm, sliceForm, waysOf } from "./ways.ts";

const port = 8_080;
const account = "/var/run/secrets/kubernetes.io/serviceaccount";
const { CLASS = "", SERVICE = "", KUBERNETES_SERVICE_HOST: server = "" } = process.env;
const report = (line: string) => console.log(JSON.stringify({ event: "entrance", line }));
const addressForm = z.object({
  status: z.object({
    loadBalancer: z.object({ ingress: z.array(z.object({ ip: z.string() })).min(1) }),
  }),
});

let doors: Doors = { ingresses: [], services: [], slices: [] };

function watch<T>(
  api: Api,
  path: string,
  form: { parse(object: unknown): T },
  set: (all: readonly T[]) => void,
): void {
  const parse = (each: unknown) => form.parse(each);
  follow(api, path, parse, { tell: set, report }).catch((thrown: unknown) => {
    report(String(thrown));
    process.exit(1);
  });
}

/** Whoever waits for an ingress waits for this. A failure is tried again with the next change. */
async function tellAddress(api: Api, ingresses: readonly Ingress[]): Promise<void> {
  const own = addressForm.parse(JSON.parse(await api.get(SERVICE)));
  for (const { namespace, name } of ingresses) {
    const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}`;
    await api.patchStatus(path, own.status);
  }
}

const api = openApi(`https://${server}`, {
  ca: readFileSync(`${account}/ca.crt`, "utf8"),
  cert: undefined,
  key: undefined,
  token: () => readFileSync(`${account}/token`, "utf8"),
});
const told = new Set<string>();
watch(api, "/apis/networking.k8s.io/v1/ingresses", ingressForm, (ingresses) => {
  doors = { ...doors, ingresses };
  const mine = ingresses.filter(({ className }) => className === CLASS);
  const fresh = mine.filter(({ namespace, name }) => !told.has(`${namespace}/${name}`));
  // A changed status is a change too: each is told once.
  for (const { namespace, name } of fresh) told.add(`${namespace}/${name}`);
  tellAddress(api, fresh).catch((thrown: unknown) => {
    for (const { namespace, name } of fresh) told.delete(`${namespace}/${name}`);
    report(String(thrown));
  });
});
watch(api, "/api/v1/services", serviceForm, (services) => {
  doors = { ...doors, services };
});
watch(api, "/apis/discovery.k8s.io/v1/endpointslices", sliceForm, (slices) => {
  doors = { ...doors, slices };
});
const door = frontDoor(
  ({ headers }) => waysOf(doors, CLASS, headers.host?.split(":", 1)[0]),
  { "/entrance/health": async () => ({ status: 200, body: "open" }) },
  // A kept connection may end just as it is used, and a request that changes something with it.
  { keepAlive: false },
);
await door.open(port, "0.0.0.0");
process.once("SIGTERM", () => {
  door.close().then(
    () => process.exit(0),
    (thrown: unknown) => {
      report(String(thrown));
      process.exit(1);
    },
  );
});
