import { openRuntime } from "../runtime.ts";
import { exchange } from "../testing/exchange.ts";
import { conformance } from "./conformance.ts";
import { resources, topicSettings } from "./resources.ts";

conformance({
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
});
