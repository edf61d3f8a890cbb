/** For a person: its message says what is wrong, where, and what to do. */
export class ToolchainError extends Error {
  override readonly name = "ToolchainError";
}

/** Why one way does not lead to a program on this machine. Another way may. */
export class WayFailed extends Error {
  override readonly name = "WayFailed";
}
