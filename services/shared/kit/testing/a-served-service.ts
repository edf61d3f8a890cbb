import { service } from "../../../../components/model/service.ts";
import { host } from "../host.ts";
import { serve } from "../serve.ts";

// A service with nothing but its probes, as a process of its own.
const spec = service({ id: "served", summary: "For tests of a service's own process." });

await serve(host(spec, () => ({ on: {}, every: {} })));
