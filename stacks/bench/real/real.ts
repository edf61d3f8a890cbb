import { messageOf } from "../../../services/shared/kit/errors.ts";
import type { Group, Run } from "../group.ts";
import type { Figure } from "../report.ts";
import { burst } from "./burst.ts";
import { onReal } from "./on-real.ts";
import { lateness, latenessWithoutJobs, scheduling } from "./reminders.ts";
import { onScene, type Scene } from "./scene.ts";
import { search } from "./search.ts";
import { sizesOf } from "./sizes.ts";
import { replicasOfSync, sockets } from "./sockets.ts";
import { steady } from "./steady.ts";

type Part = (scene: Scene) => Promise<readonly Figure[]>;

/** One after another on one application. */
const parts: readonly Part[] = [steady, search, scheduling, lateness, latenessWithoutJobs, burst];

/** The application on real programs, against what it cannot be faster than. */
export const real: Group = {
  says:
    "The programs of `npm run start:dapr` on this machine, one replica of each service, with " +
    "PostgreSQL and Kafka, asked at the services' own doors. In each round first these two by " +
    "their own clients, then the task service with these clients in place of its sidecar, then " +
    "the whole application.",
  async run(how) {
    const { progress } = how;
    const sizes = sizesOf(how);
    const figures: Figure[] = [];
    await onReal(how, {}, (application) =>
      onScene(application, { sizes, progress }, async (scene) => {
        for (const part of parts) figures.push(...(await whatIsLeft(part.name, part(scene), how)));
      }),
    );
    await onReal(how, { replicasOf: { sync: replicasOfSync } }, async (application) => {
      figures.push(...(await whatIsLeft("sockets", sockets(application, sizes, progress), how)));
    });
    return figures;
  },
};

/** A part that fails is told as missed with its reason: the others have taken minutes. */
async function whatIsLeft(
  name: string,
  part: Promise<readonly Figure[]>,
  { progress }: Run,
): Promise<readonly Figure[]> {
  try {
    return await part;
  } catch (thrown) {
    progress(`${name} failed: ${messageOf(thrown)}`);
    const target = { kind: "at least", value: 1 } as const;
    return [{ name: `${name}: could not be measured`, value: 0, unit: "", target }];
  }
}
