import { z } from "zod";
import type { Send } from "../../components/model/http.ts";
import { httpSend } from "../../services/shared/kit/http-send.ts";
import { program } from "../../services/task/main.ts";
import { aProgram } from "./a-program.ts";
import { onRuntime } from "./a-runtime.ts";
import { isConflict } from "./counting.ts";
import { givenTask } from "./given-tasks.ts";
import type { Group } from "./group.ts";
import { idsOf } from "./ids-of.ts";
import { together } from "./measure.ts";

const inFlightEach = 8;
const created = z.object({ id: z.string() });

/** Two replicas that write one person's log at the same time. */
export const contention: Group = {
  says:
    "Two task services, each with 8 commands in flight for one person, " +
    "over sidecars on HTTP ports of one store.",
  async run({ mode, progress }) {
    const each = mode === "quick" ? 200 : 1_000;
    return onRuntime(async (runtime) => {
      progress(`2 programs x ${each} creates, ${inFlightEach} in flight each`);
      const lost = { conflicts: 0 };
      const replicas = await Promise.all(
        ["replica-0", "replica-1"].map(async (replica) => {
          const { port } = await runtime.listen("task");
          const to = httpSend(`http://127.0.0.1:${port}`, undefined);
          return aProgram(program, noting(to, lost), replica);
        }),
      );
      const answered: string[] = [];
      const seconds = await Promise.all(
        replicas.map(({ call }) =>
          together(each, inFlightEach, async (i) => {
            const answer = await call("POST", "/tasks", givenTask(i));
            answered.push(created.parse(JSON.parse(answer.body)).id);
          }),
        ),
      );
      const there = new Set(await idsOf(await aProgram(program, runtime.sidecar("task"))));
      await Promise.all(replicas.map(({ close }) => close()));
      const commands = 2 * each;
      return [
        {
          name: "commands lost",
          value: commands - answered.filter((id) => there.has(id)).length,
          unit: "",
          target: { kind: "at most", value: 0 },
        },
        {
          name: "conflicts per command",
          value: lost.conflicts / commands,
          unit: "",
          target: { kind: "at most", value: 0.2 },
        },
        { name: "commands a second", value: commands / Math.max(...seconds), unit: "/s" },
      ];
    });
  },
};

const noting =
  (to: Send, lost: { conflicts: number }): Send =>
  async (call) => {
    const answer = await to(call);
    if (isConflict(call, answer)) lost.conflicts++;
    return answer;
  };
