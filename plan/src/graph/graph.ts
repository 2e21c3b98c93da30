const todo = (): never => {
  throw new Error("unfinished");
};
export interface Arc {
  readonly from: string;
  readonly to: string;
}
/** Every group of nodes that close on themselves, one shortest closing path each: `["a", "b", "a"]`. */
export function cycles(_nodes: readonly string[], _arcs: readonly Arc[]): readonly (readonly string[])[] {
  return todo();
}
/** From sources to sinks; among those that are free, in the order given. */
export function topological(
  _nodes: readonly string[],
  _arcs: readonly Arc[],
): { readonly ok: readonly string[] } | { readonly cycle: readonly string[] } {
  return todo();
}
/** The arcs that no longer way replaces. The graph has no cycle. */
export function transitiveReduction(_nodes: readonly string[], _arcs: readonly Arc[]): readonly Arc[] {
  return todo();
}
