import { signal } from "@preact/signals";

/** How far the application's time is ahead of this machine's; moved only in the developer corner. */
export const aheadMs = signal(0);

/** The present as the application sees it. */
export const present = (): Date => new Date(Date.now() + aheadMs.value);
