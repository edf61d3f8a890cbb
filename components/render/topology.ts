import type { Application } from "../model/application.ts";
import type { ServiceSpec } from "../model/service.ts";

/** The services and how they reach each other, as Markdown with a Mermaid drawing and two tables. */
export function topology(app: Application): string {
  return [
    "# Topology",
    "Reference. Solid arrows carry events, dotted ones are calls that wait for an answer.",
    `\`\`\`mermaid\n${drawing(app)}\n\`\`\``,
    "## Services",
    table(["service", "does", "keeps", "doors"], app.services.map(serviceRow)),
    "## Topics",
    table(["topic", "says", "publisher", "readers", "kept"], topicRows(app)),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function drawing(app: Application): string {
  const events = app.services.flatMap((to) =>
    [...Map.groupBy(to.subscribes, ({ topic }) => publisherOf(app, topic.name))].map(
      ([from, subscriptions]) =>
        from === undefined
          ? `  set-aside -->|"${subscriptions.map(({ topic }) => topic.name).join("<br/>")}"| ${to.id}`
          : `  ${from} -->|"${subscriptions.map(({ topic }) => topic.name).join("<br/>")}"| ${to.id}`,
    ),
  );
  const calls = app.services.flatMap(({ id, invokes }) =>
    invokes.map((peer) => `  ${id} -.-> ${peer}`),
  );
  const nodes = app.services.map(({ id }) => `  ${id}["${id}"]`);
  return ["graph LR", ...nodes, ...events, ...calls].join("\n");
}

/** Nobody owns a topic of dead letters: whoever fails puts an event there. */
const publisherOf = (app: Application, topic: string): string | undefined =>
  app.services.find(({ publishes }) => publishes.some(({ name }) => name === topic))?.id;

const serviceRow = ({ id, summary, state, exposes }: ServiceSpec): readonly string[] => [
  id,
  summary,
  state.join(", "),
  exposes.kind === "nothing" ? "" : exposes.paths.join(", "),
];

const topicRows = (app: Application): readonly (readonly string[])[] =>
  app.topics.map(({ name, summary, retention }) => [
    name,
    summary,
    publisherOf(app, name) ?? "whoever sets an event aside",
    app.services
      .filter(({ subscribes }) => subscribes.some(({ topic }) => topic.name === name))
      .map(({ id }) => id)
      .join(", "),
    retention,
  ]);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
