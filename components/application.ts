import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { Bindings } from "./bindings.ts";
import { EventBus } from "./event-bus.ts";
import { Microservice } from "./microservice.ts";
import { registerAll } from "./register.ts";
import type { KubernetesObject } from "./render/kubernetes-object.ts";
import { partsOf } from "./render/manifests.ts";
import { refuseMissingSecrets, SecretStore, type SecretStoreArgs } from "./secret-store.ts";
import { secretsDigest } from "./secrets-digest.ts";
import { StateStore } from "./state-store.ts";

/** Everything needed to place an application into a cluster that has Dapr, a broker and a store. */
export type ApplicationArgs = SecretStoreArgs;

/**
 * An application in a cluster: exactly the objects that its renderers give, and its secrets. What
 * sidecars read at their start stands before the first service.
 */
export class Application extends ComponentResource {
  readonly eventBus: EventBus;
  readonly microservices: readonly Microservice[];
  /** Where people reach each service that has doors, by its id. */
  readonly doors: Readonly<Record<string, readonly string[]>>;

  constructor(name: string, args: ApplicationArgs, options: ComponentResourceOptions = {}) {
    const { app, environment, transforms, after = [] } = args;
    const { shared } = partsOf(app, environment, transforms);
    refuseMissingSecrets(args);
    super("platform:index:Application", name, {}, options);
    // 1. The room, then its closed doors: objects of a namespace that is not there are refused.
    const isRoom = ({ kind }: KubernetesObject) => kind === "Namespace";
    const space = registerAll(shared.filter(isRoom), this, after);
    const closed = shared.filter((each) => !isRoom(each));
    const room = [...space, ...registerAll(closed, this, [...after, ...space])];
    const inside = { ...args, after: [...after, ...room] };
    const child = { parent: this };
    // 2. What sidecars read when they start.
    const secrets = new SecretStore(name, inside, child);
    const first = { ...args, after: [...inside.after, ...secrets.secrets, ...secrets.components] };
    this.eventBus = new EventBus(name, first, child);
    const stateStore = new StateStore(name, first, child);
    const bindings = new Bindings(name, first, child);
    // 3. The services.
    const parts = [this.eventBus, stateStore, bindings].flatMap(({ components }) => components);
    const then = { ...args, after: [...first.after, ...parts] };
    this.microservices = app.services.map((service) => {
      const own = { service, secretsDigest: secretsDigest(service, args) };
      return new Microservice(service.id, { ...then, ...own }, child);
    });
    this.doors = doorsOf(args);
    this.registerOutputs({ doors: this.doors });
  }
}

function doorsOf({ app, environment: { host } }: ApplicationArgs) {
  const scheme = host.certificate === undefined ? "http" : "https";
  return Object.fromEntries(
    app.services.flatMap(({ id, exposes }) =>
      exposes.kind === "nothing"
        ? []
        : [[id, exposes.paths.map((path) => `${scheme}://${host.name}${path}`)]],
    ),
  );
}
