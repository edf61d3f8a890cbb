import { serve } from "../shared/kit/serve.ts";
import { parse } from "./language/parse.ts";
import { chatProgram } from "./program.ts";

/** The chat service. */
export const program = chatProgram(parse);

if (import.meta.main) await serve(program);
