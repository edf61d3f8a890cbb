import { fileBytesMax, fileRowsMax } from "./list-file.ts";
import { listIn, memberOf, textIn } from "./problem.ts";

/** As much of a list as the server takes at once. */
export interface Part {
  readonly content: unknown;
  /** Where its rows stand in the whole; none when they stand there as here. */
  readonly rows?: readonly number[];
}

/** Rows that must come together, by their places. */
interface Bundle {
  readonly tasks: readonly number[];
  readonly templates: readonly number[];
}

const bytesAround = 64;

/**
 * A list in parts, one after the other, always cut alike: what has come already is known again. A
 * template and its open dates stay together, for it makes them anew, and without it they would
 * come as tasks of their own beside that.
 */
export function partsOf(content: unknown): readonly Part[] {
  const tasks = listIn(content, "tasks");
  const templates = listIn(content, "recurring_tasks");
  const sizeOf = (bundle: Bundle) =>
    bytesIn(bundle.tasks.map((n) => tasks[n])) + bytesIn(bundle.templates.map((n) => templates[n]));
  return filled(bundlesOf(tasks, templates), sizeOf).map((bundles) => {
    const own = bundles.flatMap((bundle) => bundle.tasks);
    const repeating = bundles.flatMap((bundle) => bundle.templates);
    return {
      content: {
        version: 1,
        tasks: own.map((n) => tasks[n]),
        recurring_tasks: repeating.map((n) => templates[n]),
      },
      rows: [...own.map((n) => n + 1), ...repeating.map((n) => tasks.length + n + 1)],
    };
  });
}

function bundlesOf(tasks: readonly unknown[], templates: readonly unknown[]): readonly Bundle[] {
  const places = new Map(templates.map((one, n) => [textIn(one, "id"), n]));
  const open = templates.map((): number[] => []);
  const alone: Bundle[] = [];
  for (const [n, task] of tasks.entries()) {
    const isOpen = memberOf(task, "status") !== "completed";
    const template = isOpen ? textIn(task, "recurring_task_id") : undefined;
    const place = template === undefined ? undefined : places.get(template);
    if (place === undefined) alone.push({ tasks: [n], templates: [] });
    else open[place]?.push(n);
  }
  return [...alone, ...open.map((dates, n) => ({ tasks: dates, templates: [n] }))];
}

/** The bundles in their order, as many together as one part holds. */
function filled(bundles: readonly Bundle[], sizeOf: (bundle: Bundle) => number) {
  const parts: Bundle[][] = [];
  let rows = 0;
  let bytes = 0;
  for (const bundle of bundles) {
    rows += bundle.tasks.length + bundle.templates.length;
    bytes += sizeOf(bundle);
    const part = parts.at(-1);
    if (part && rows <= fileRowsMax && bytes <= fileBytesMax) {
      part.push(bundle);
      continue;
    }
    parts.push([bundle]);
    rows = bundle.tasks.length + bundle.templates.length;
    bytes = bytesAround + sizeOf(bundle);
  }
  return parts;
}

const encoder = new TextEncoder();
const bytesIn = (rows: readonly unknown[]): number =>
  rows.reduce<number>((sum, row) => sum + encoder.encode(JSON.stringify(row)).length + 1, 0);
