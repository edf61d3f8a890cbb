import { triggered } from "../decide.ts";
import { type Notice, noNotices } from "../notices.ts";
import { aTriggered, given, nine } from "./given.ts";

export type { Notice };

/** The notice of a reminder that has just fired. */
export function decided(changed: Partial<Notice> = {}): Notice {
  const [notice] = triggered(noNotices, aTriggered(), given(), Date.parse(nine)).notices;
  if (!notice) throw new Error("no notice was made");
  return { ...notice, ...changed };
}
