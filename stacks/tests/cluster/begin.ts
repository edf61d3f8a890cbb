// Begins a cluster in a process that can be killed: begin.ts <name> <base>
import { up } from "../../../infra/kubernetes/up.ts";
import { clusterPrograms } from "../../cluster-programs.ts";

const [name = "", base = ""] = process.argv.slice(2);
const report = (line: string) => console.log(line);
const { signal } = new AbortController();
const programs = await clusterPrograms(report, signal);
await up({ name, nodes: 1, base, programs, report, signal });
