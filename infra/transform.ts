/**
 * The side door of a component: the arguments of one of its children, as they are wanted instead.
 * So a component has no field for what only one of its users wants otherwise.
 */
export type Transform<Args> = (args: Args) => Args;

/** The arguments, through the side door when there is one. */
export const transformed = <Args>(args: Args, transform: Transform<Args> | undefined): Args =>
  transform === undefined ? args : transform(args);
