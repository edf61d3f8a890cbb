import { randomBytes } from "node:crypto";

/** 192 bits, in letters that need no quotes anywhere. */
export const newPassword = (): string => randomBytes(24).toString("hex");
