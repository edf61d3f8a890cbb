import { buildPage } from "../page.ts";

/** `npm run build-page`: builds the web page when its sources changed since the last time. */
try {
  await buildPage((line) => console.error(`nudge: ${line}`));
} catch (thrown) {
  console.error("nudge: the web page cannot be built:", thrown);
  process.exitCode = 1;
}
