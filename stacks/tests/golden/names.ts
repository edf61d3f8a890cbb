import { app } from "../../../services/catalogue.ts";

/**
 * The names under which something is kept. A name that changes leaves behind what was kept under
 * the old one: events, positions in topics, keys, jobs.
 */
export const keptNames = () => ({
  services: app.services.map(({ id, state, jobs, bindings, secrets, subscribes, exposes }) => ({
    id,
    state,
    jobs,
    bindings: bindings.map(({ name }) => name),
    secrets,
    subscribes: subscribes.map(({ topic }) => topic.name),
    doors: exposes.kind === "nothing" ? [] : exposes.paths,
  })),
  topics: app.topics.map(({ name, stream, schemaVersion }) => ({ name, stream, schemaVersion })),
});
