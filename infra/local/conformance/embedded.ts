import { openRuntime } from "../runtime.ts";
import { exchange } from "../testing/exchange.ts";
import { resources, topicSettings } from "./resources.ts";
import type { Target } from "./target.ts";

/** The runtime of one machine, as the suite meets it. */
export const embedded: Target = {
  name: "the embedded runtime",
  async start(apps) {
    const runtime = openRuntime({ file: ":memory:", resources, topics: topicSettings });
    for (const [id, app] of Object.entries(apps)) runtime.attach(id, app.send);
    await runtime.start();
    const [a, b, c] = await Promise.all(["a", "b", "c"].map((id) => runtime.listen(id)));
    const ports = { a: a?.port ?? 0, b: b?.port ?? 0, c: c?.port ?? 0 };
    return {
      call: (app, method, path, body, headers) => exchange(ports[app], method, path, body, headers),
      stop: () => runtime.close(),
    };
  },
};
