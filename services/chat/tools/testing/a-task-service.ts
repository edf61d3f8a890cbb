import type { HttpAnswer, HttpCall } from "../../../../components/model/http.ts";
import { RetryableError } from "../../../shared/kit/errors.ts";
import { memorySidecar } from "../../../shared/kit/testing/memory-sidecar.ts";
import { ownClock, turns } from "../../../shared/kit/testing/own-clock.ts";
import { ownPorts } from "../../../shared/kit/testing/own-ports.ts";
import { program } from "../../../task/main.ts";
import { parsed } from "../../testing/parsed.ts";
import type { Invoke } from "../ask-task.ts";
import { type Toolbox, toolbox } from "../toolbox.ts";

/** The real task service behind an invoke of ours: Monday 2026-01-05 08:00 UTC, all in memory. */
export async function aTaskService() {
  const clock = ownClock();
  const sidecar = memorySidecar(clock.now);
  const running = await program.start(ownPorts(sidecar.send, { clock, replica: "r1" }));
  const calls: HttpCall[] = [];
  let instead: (() => HttpAnswer) | undefined;
  const invoke: Invoke = async (_peer, { method = "GET", path, headers = {}, body = "" }) => {
    const call = { method, path, headers, body };
    calls.push(call);
    const answer = instead?.() ?? (await running.channel(call));
    await turns();
    return answer;
  };
  const box = (person = "ada", commandId = "c1"): Toolbox =>
    toolbox({
      invoke,
      person,
      commandId,
      clock,
      parse: (text, { now, timezone }) => ({
        ...parsed({}),
        title: `${text} at ${now} in ${timezone}`,
      }),
    });
  const titles = async (person = "ada"): Promise<readonly string[]> => {
    const page = await box(person).call("list_tasks", { sort_by: "title" });
    return page.ok ? page.value.items.map(({ title }) => title) : [];
  };
  return {
    clock,
    invoke,
    /** What reached the task service, in order. */
    calls,
    box,
    /** The person's titles in order of the alphabet. */
    titles,
    /** Makes tasks of these titles; gives their ids. */
    async adds(...all: readonly string[]): Promise<readonly string[]> {
      const ids: string[] = [];
      for (const title of all) {
        const made = await box("ada", `add ${title}`).call("create_task", { title });
        if (!made.ok) throw new Error(made.problem.detail);
        ids.push(made.value.id);
      }
      return ids;
    },
    /** From now on the task service answers so; undefined: itself again. */
    answers(answer: HttpAnswer | undefined): void {
      instead = answer && (() => answer);
    },
    isAway(): void {
      instead = () => {
        throw new RetryableError("task does not answer");
      };
    },
  };
}
