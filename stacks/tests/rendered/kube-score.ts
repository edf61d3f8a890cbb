import { z } from "zod";
import { ensure } from "../../../infra/toolchain/ensure.ts";
import { programs } from "../../../infra/toolchain/programs.ts";
import { toolchain } from "../../rehearsal.ts";
import { documents } from "./every-object.ts";
import { run } from "./run.ts";

/** Checks that we do not follow, each with its reason. */
export const notFollowed: readonly { readonly args: readonly string[]; readonly why: string }[] = [
  {
    args: ["--ignore-container-cpu-limit"],
    why: "who may not use a processor that lies idle answers late, and probes take it for hung",
  },
  {
    args: ["--ignore-test", "container-image-pull-policy"],
    why: "an image is named by a version that never changes; asking for it again would make every start of a pod depend on the registry",
  },
];

/** Kube-score's word for what must be mended. */
const critical = 1;
const reportForm = z.array(
  z.object({
    object_name: z.string(),
    checks: z.array(
      z.object({
        check: z.object({ id: z.string() }),
        grade: z.number(),
        skipped: z.boolean(),
        comments: z.array(z.object({ path: z.string(), summary: z.string() })).nullable(),
      }),
    ),
  }),
);

/** What kube-score finds critical: one line each. All objects of a stack belong together. */
export async function criticisms(objects: readonly object[]): Promise<readonly string[]> {
  const kubeScore = await ensure("kube-score", toolchain());
  const [major, minor] = programs.kubernetes.version.split(".");
  const args = [
    ...["score", "--output-format", "json", "--kubernetes-version", `v${major}.${minor}`],
    ...notFollowed.flatMap((each) => each.args),
    "-",
  ];
  const { stdout } = await run(kubeScore.path("kube-score"), args, documents(objects));
  return reportForm
    .parse(JSON.parse(stdout))
    .flatMap(({ object_name: name, checks }) =>
      checks
        .filter(({ grade, skipped }) => grade === critical && !skipped)
        .flatMap(({ check, comments }) =>
          (comments ?? []).map(({ path, summary }) => `${name}: ${check.id}: ${path} ${summary}`),
        ),
    );
}
