import { programWith } from "./program.ts";

/** What the engine runs, of whichever stack. */
export default programWith();
