import { openRuntime } from "../runtime.ts";
import { status } from "./fake-app.ts";
import { resources } from "./small-resources.ts";

// Writes state and events without end and prints the number of each pair once both were
// acknowledged. Its reader answers too, so that its places move as well.

/** At once, so that commits are shared by several writers. */
const writers = 4;

const [, , file = ":memory:"] = process.argv;
const runtime = openRuntime({ file, resources });
runtime.attach("b", async () => status(200));
await runtime.start();
const sidecar = runtime.sidecar("a");
let next = 0;

async function write(): Promise<never> {
  for (;;) {
    const n = next++;
    const [saved, published] = await Promise.all([
      sidecar({
        method: "POST",
        path: "/v1.0/state/statestore",
        headers: {},
        body: JSON.stringify([{ key: `k${n}`, value: n }]),
      }),
      sidecar({
        method: "POST",
        path: "/v1.0/publish/pubsub/things",
        headers: { "content-type": "application/json" },
        body: String(n),
      }),
    ]);
    if (saved.status === 204 && published.status === 204) process.stdout.write(`${n}\n`);
  }
}

await Promise.all(Array.from({ length: writers }, write));
