import { join } from "node:path";
import {
  applicationImage,
  applicationLayers,
  codeLayer,
} from "../infra/kubernetes/images/application-image.ts";
import { brought } from "../infra/kubernetes/images/brought.ts";
import type { Image, Layer } from "../infra/kubernetes/images/image.ts";
import { nodeLayer } from "../infra/kubernetes/images/node-image.ts";
import { programImage } from "../infra/kubernetes/images/program-image.ts";
import {
  kafkaImage,
  mailboxImage,
  postgresqlImage,
  redisImage,
} from "../infra/kubernetes/images/server-images.ts";
import { ensure } from "../infra/toolchain/ensure.ts";
import { thisMachine } from "../infra/toolchain/machine.ts";
import { type ProgramName, programs } from "../infra/toolchain/programs.ts";
import { app } from "../services/catalogue.ts";
import { root } from "./commands/root.ts";
import { buildPage } from "./page.ts";

/** What of this repository runs in a cluster. `Containerfile` copies the same. */
export const codeFolders = ["services", "components/model"];

const daprParts = ["operator", "placement", "scheduler", "sentry", "injector", "daprd"] as const;
/** What opens the doors of a cluster: its program, and what of ours that needs. */
const entranceMain = "infra/kubernetes/entrance/main.ts";
const entranceCode = [
  "infra/kubernetes/entrance",
  "infra/kubernetes/agent/follow.ts",
  "infra/kubernetes/api.ts",
  "infra/real/front-door.ts",
];

type Ports = Parameters<typeof thisMachine>[1];

/** Everything that a stack needs where nothing can be fetched, made of programs of this machine. */
export async function allImages(
  repository: string,
  tag: string,
  ports: Ports,
): Promise<readonly Image[]> {
  await buildPage(ports.report);
  const node = await nodeLayer();
  const servers = await serverImages(node, ports);
  const dapr = await daprImages(brought.dapr, ports);
  return [...applicationImages(repository, tag, node), ...dapr, ...servers];
}

/** One image a service, the same layers with another program, and one for the entrance. */
function applicationImages(repository: string, tag: string, node: Layer): readonly Image[] {
  const layers = [node, ...applicationLayers(root, codeFolders)];
  const [, libraries = []] = layers;
  const entrance = [node, libraries, codeLayer(root, entranceCode)];
  return [
    ...app.services.map(({ id }) =>
      applicationImage(`${repository}/${id}:${tag}`, `services/${id}/main.ts`, layers),
    ),
    applicationImage(brought.entrance, entranceMain, entrance),
  ];
}

/** What stands beside the services: broker, stores, and where mail ends. */
async function serverImages(node: Layer, ports: Ports): Promise<readonly Image[]> {
  const machine = thisMachine(process.env, ports);
  const folder = async (name: ProgramName) => (await ensure(name, machine)).folder;
  return [
    await kafkaImage(await folder("kafka"), node),
    await postgresqlImage(await folder("postgresql"), node),
    await redisImage(await folder("redis")),
    mailboxImage(node),
  ];
}

/**
 * Dapr's sidecar and control plane under `{registry}/{part}:{version}`, as its chart asks for them.
 * Made from the toolchain's programs, which are made first where they are not here yet.
 */
async function daprImages(registry: string, ports: Ports): Promise<readonly Image[]> {
  const machine = thisMachine(process.env, ports);
  const images: Image[] = [];
  // One after the other: a build takes all processors.
  for (const part of daprParts) {
    const { binFolder } = await ensure(part, machine);
    images.push(
      programImage(`${registry}/${part}:${programs[part].version}`, join(binFolder, part)),
    );
  }
  return images;
}
