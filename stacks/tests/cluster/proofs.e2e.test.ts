import { afterAll, beforeAll, describe } from "vitest";
import type { ClusterEnvironment } from "../../../components/model/cluster-environment.ts";
import { noteSeconds, writeFigures } from "./figures.ts";
import { killChapter } from "./kill-chapter.ts";
import { partitionChapter } from "./partition-chapter.ts";
import { permissionChapter } from "./permission-chapter.ts";
import { policyChapter } from "./policy-chapter.ts";
import { restChapter } from "./rest-chapter.ts";
import { scaleChapter } from "./scale-chapter.ts";
import { secretChapter } from "./secret-chapter.ts";
import { upgradeChapter } from "./upgrade-chapter.ts";
import { upWhole, type WholeCluster } from "./whole.ts";

const canHaveNodes = process.platform === "linux" && process.getuid?.() === 0;
/** Images are brought to two machines, and everything starts at once. */
const upWithinMs = 600_000;

// Only root may make networks and mounts.
describe.runIf(canHaveNodes)("the whole on a real Kubernetes of two machines", () => {
  let made: WholeCluster | undefined;
  const whole = (): WholeCluster => {
    if (made === undefined) throw new Error("the cluster did not come up");
    return made;
  };
  beforeAll(async () => {
    made = await upWhole({ nodes: 2, change: withoutRates });
    for (const { what, atMs } of made.timeline) noteSeconds("From nothing", what, atMs);
  }, upWithinMs);
  afterAll(async () => {
    writeFigures();
    await made?.close();
  }, upWithinMs);

  // One after the other, on one cluster: each leaves it as it was found.
  restChapter(whole);
  policyChapter(whole);
  permissionChapter(whole);
  secretChapter(whole);
  killChapter(whole);
  scaleChapter(whole, withoutRates);
  upgradeChapter(whole);
  partitionChapter(whole);
});

/** A crowd of tests asks more than people do. */
const withoutRates = (environment: ClusterEnvironment): ClusterEnvironment => ({
  ...environment,
  variables: {
    ...environment.variables,
    "*": { ...environment.variables["*"], RATE_LIMIT: "off" },
  },
});
