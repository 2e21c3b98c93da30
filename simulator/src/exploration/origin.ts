/** Where what a name stands for comes from, and where that is read. */

import type { Site } from "@orchlang/kernel";
import type { Json } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { LoopNode, NodeId } from "@orchlang/plan/nodes";
import type { Leaf } from "./leaf.ts";

/** Where an expression stands: a path of callers, and the rounds around it. */
export interface Place {
  readonly routine: string;
  readonly site: Site;
  /** Additional bindings. */
  readonly local?: ReadonlyMap<string, Json>;
  /** The occurrence, by its place among all, that `event` stands for there. */
  readonly heard?: number;
  /** The statement whose result `it` stands for there. */
  readonly it?: NodeId;
  /** The arguments of the call that a policy is asked about. */
  readonly args?: Readonly<Record<string, Expression>>;
}

/** Where a value comes from. */
export type Origin =
  | { readonly kind: "leaf"; readonly key: string; readonly leaf: Leaf }
  /** The variable of a lambda. */
  | { readonly kind: "bound"; readonly name: string; readonly value: Json }
  | { readonly kind: "expression"; readonly of: Expression; readonly at: Place }
  /** The first of which something is known. */
  | { readonly kind: "either"; readonly of: readonly Origin[] }
  | { readonly kind: "item"; readonly list: Origin; readonly index: number }
  | { readonly kind: "record"; readonly entries: readonly (readonly [name: string, value: Origin])[] }
  /** The values of a loop's rounds. */
  | {
      readonly kind: "rounds";
      readonly loop: LoopNode;
      readonly at: Place;
      readonly rounds: readonly Origin[];
    };

export function within({ routine, site }: Place, { id }: LoopNode, round: number): Place {
  return { routine, site: { ...site, loops: [...site.loops, [id, round]] } };
}
