import { secret } from "@pulumi/pulumi";
import type { ExternalArgs } from "./state-store-args.ts";
import type { StoreMaker } from "./state-store-maker.ts";

/** One that somebody else looks after: only its address is ours. */
export const external =
  ({ connection }: ExternalArgs): StoreMaker =>
  () => ({ values: { connection: secret(connection) }, ready: [] });
