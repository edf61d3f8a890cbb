import { conformance } from "./conformance.ts";
import { embedded } from "./embedded.ts";

conformance(embedded);
