import { problemsOf } from "./checks.ts";
import type { ServiceSpec } from "./service.ts";
import type { Topic } from "./topic.ts";

/** All services together, checked across their borders. */
export interface Application {
  readonly services: readonly ServiceSpec[];
  /** Every topic that some service publishes or sets events aside in, sorted by name. */
  readonly topics: readonly Topic[];
}

/** Builds the application. Throws one error that lists every problem found, by service and field. */
export function application(...services: readonly ServiceSpec[]): Application {
  const problems = problemsOf(services);
  if (problems.length > 0) {
    throw new Error(`The application model is wrong:\n- ${problems.join("\n- ")}`);
  }
  return { services, topics: topicsOf(services) };
}

/** The topics this service may publish to: its own, and where it sets failed events aside. */
export function publishable(spec: ServiceSpec): readonly Topic[] {
  const deadLetters = spec.subscribes.flatMap((s) =>
    s.deadLetter === "none" ? [] : [s.deadLetter],
  );
  return unique([...spec.publishes, ...deadLetters]);
}

/** The services that may call this one synchronously. */
export function callersOf(app: Application, id: string): readonly string[] {
  return app.services.filter((s) => s.invokes.includes(id)).map((s) => s.id);
}

function topicsOf(services: readonly ServiceSpec[]): readonly Topic[] {
  return unique(services.flatMap(publishable)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function unique(topics: readonly Topic[]): Topic[] {
  return [...new Map(topics.map((topic) => [topic.name, topic])).values()];
}
