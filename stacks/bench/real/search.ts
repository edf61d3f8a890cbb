import { givenTask, rareWord } from "../given-tasks.ts";
import { repeated } from "../measure.ts";
import type { Figure } from "../report.ts";
import { atMost, partOf, timesOf } from "./figures.ts";
import { guests, type Someone } from "./people.ts";
import type { Scene } from "./scene.ts";

/** 500 rows of an everyday length stay below the 256 KB of one import. */
const rowsPerImport = 500;
const bareOwner = "searcher";

/** Searches of somebody who has many tasks. */
export async function search(scene: Scene): Promise<readonly Figure[]> {
  const { application, store, handler, sizes, progress } = scene;
  const { rounds, searches, searchedTasks } = sizes;
  const [person] = await guests(application, 1);
  if (!person) throw new Error("there is no guest to search");
  progress(`${searchedTasks} tasks of one person`);
  await fill(scene, person);

  const bare: number[][] = [];
  const handled: number[][] = [];
  const asked: number[][] = [];
  for (let round = 0; round <= rounds; round++) {
    progress(`searches, round ${round} of ${rounds}`);
    bare.push(await repeated(searches, () => store.search(bareOwner, rareWord)));
    handled.push(
      await repeated(searches, () =>
        handler.call("GET", `/tasks?search=${rareWord}`, undefined, bareOwner),
      ),
    );
    asked.push(await repeated(searches, () => person.ask("GET", `/api/tasks?search=${rareWord}`)));
  }
  // The first round of each warmed up.
  for (const sample of [bare, handled, asked]) sample.shift();
  const at = `search at ${searchedTasks.toLocaleString("en-US")}`;
  return [
    partOf(`${at}: a bare table`, bare, 0.5),
    partOf(`${at}: at the gateway`, asked, 0.5),
    partOf(`${at}: at the gateway`, asked, 0.95, atMost(150)),
    timesOf(`${at}: at the gateway / a bare table`, bare, asked),
    timesOf(`${at}: at the gateway / handler without sidecars`, handled, asked),
  ];
}

/** The same tasks in a bare table, in the handler's store, and in the application's. */
async function fill({ store, handler, sizes }: Scene, person: Someone): Promise<void> {
  for (let from = 0; from < sizes.searchedTasks; from += rowsPerImport) {
    const count = Math.min(rowsPerImport, sizes.searchedTasks - from);
    const tasks = Array.from({ length: count }, (_, i) => givenTask(from + i));
    await store.fill(bareOwner, tasks);
    await handler.call("POST", "/import", { version: 1, tasks }, bareOwner);
    await person.ask("POST", "/api/import", { version: 1, tasks });
  }
}
