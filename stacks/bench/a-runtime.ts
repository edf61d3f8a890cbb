import { join } from "node:path";
import { daprResources } from "../../components/render/dapr-resources.ts";
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
      resources: daprResources(app, local),
    });
    prepare(runtime);
    await runtime.start();
    try {
      return await work(runtime);
    } finally {
      await runtime.close();
    }
  });
