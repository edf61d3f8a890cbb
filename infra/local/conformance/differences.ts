const common = {
  "a value keeps the order of its fields in a transaction":
    "Dapr reads and writes the JSON of a transaction anew, and in Go a map has no order. JSON has none either: answers are compared as JSON.",
  "what a caller claims to be is overwritten":
    "Dapr puts the true name beside the claimed one, in either order. No service reads a name; the routes that only the runtime may call refuse whoever has any.",
};

/** Where a real runtime does not do what the suite says, by the title of the case, with the reason. */
export const differences = {
  postgresql: common,
  redis: {
    ...common,
    "a save with an ETag does not create":
      "Redis takes the ETag of a key that is not there for a match. Services take ETags only from the key that they save, and delete no key that somebody may still write to.",
    "a conflict in a transaction is 500 and undoes all of it":
      "Redis runs the rest of a transaction after one part of it has failed. So every commit point of ours is a single key (ADR 0002).",
    "a value with a ttl says when it ends":
      "Redis ends the value itself, and Dapr does not ask it when. Nothing reads the header.",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;
