import { join } from "node:path";
import { daprConfigurations } from "../../components/render/dapr-access.ts";
import { daprComponents } from "../../components/render/dapr-components.ts";
import { daprResiliency } from "../../components/render/dapr-resiliency.ts";
import { daprSubscriptions } from "../../components/render/dapr-subscriptions.ts";
import { openRuntime, type Runtime } from "../../infra/local/runtime.ts";
import { app } from "../../services/catalogue.ts";
import { local } from "../local.ts";
import { inFolder } from "./folder.ts";

/** A started runtime on a file of its own, with the resources of `npm start`, for some work. */
export const onRuntime = <T>(
  work: (runtime: Runtime) => Promise<T>,
  prepare: (runtime: Runtime) => void = () => undefined,
): Promise<T> =>
  inFolder(async (folder) => {
    const runtime = openRuntime({
      file: join(folder, "bench.db"),
      resources: {
        components: daprComponents(app, local),
        subscriptions: daprSubscriptions(app, local),
        resiliency: daprResiliency(app),
        configurations: daprConfigurations(app, local.name),
      },
    });
    prepare(runtime);
    await runtime.start();
    try {
      return await work(runtime);
    } finally {
      await runtime.close();
    }
  });
