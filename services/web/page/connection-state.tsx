import { type Wire, wire } from "./live.ts";

const words: Readonly<Record<Wire, string>> = {
  opening: "",
  open: "",
  reconnecting: "Reconnecting",
  offline: "Offline",
};

/** Says when changes of other windows do not arrive; in good times it is silent. */
export const ConnectionState = () => (
  <span role="status" class={`wire ${wire.value}`}>
    {words[wire.value]}
  </span>
);
