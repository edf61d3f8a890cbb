import { asyncApi } from "../../components/render/asyncapi.ts";
import { topology } from "../../components/render/topology.ts";
import { app } from "../../services/catalogue.ts";

/** Version of the events' document; the events' own versions stand beside each of them. */
const documentVersion = "1.0.0";

/** Every document that is derived from the application, by its path in the repository. */
export const generatedDocuments = (): ReadonlyMap<string, string> =>
  new Map([
    [
      "docs/generated/asyncapi.json",
      `${JSON.stringify(asyncApi(app, "Nudge events", documentVersion), undefined, 2)}\n`,
    ],
    ["docs/generated/topology.md", topology(app)],
  ]);
