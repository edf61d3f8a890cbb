/** For a person: its message says what is wrong and what to do. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}
