import { examine, type Finding } from "./doctor-checks.ts";
import { root } from "./root.ts";

/** `npm run doctor`: what the project needs from this machine, and what to do where it lacks. */
const findings = await examine(root, process.env);
for (const finding of findings) console.log(line(finding));
const startFails = findings.some(({ ok, neededFor }) => !ok && neededFor === "start");
console.log(startFails ? "npm start would not work here yet." : "npm start works here.");
process.exitCode = findings.every(({ ok }) => ok) ? 0 : 1;

function line({ ok, thing, found, fix, neededFor }: Finding): string {
  if (ok) return `ok       ${thing}: ${found}`;
  return `missing  ${thing}: ${found} (needed for ${neededFor})\n         ${fix}`;
}
