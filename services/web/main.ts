import { fileURLToPath } from "node:url";
import { host } from "../shared/kit/host.ts";
import { serve } from "../shared/kit/serve.ts";
import { pageRoutes } from "./api.ts";
import { readPage } from "./files.ts";
import { web } from "./service.ts";

const built = fileURLToPath(new URL("dist", import.meta.url));

/** The web service. */
export const program = host(web, (_connection, { log }) => {
  const page = readPage(built);
  if (page === "missing") log.warn("page.missing", { remedy: "npm run build-page" });
  return { on: {}, every: {}, routes: pageRoutes(page) };
});

if (import.meta.main) await serve(program);
