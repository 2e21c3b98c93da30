import type { Bounds, RunBounds } from "./bounds.ts";
import type { Parameter } from "./capability.ts";
import type { Expression } from "./expression.ts";
import type { Schema } from "./json.ts";
import type { Confidentiality, Label, Tier } from "./label.ts";
import type { Block, BlockId, Node, NodeId, Priority } from "./node.ts";
import type { Resource } from "./rule.ts";

/** A plan of the language, ready to run: its nodes by id, the blocks they stand in, the order between them. */
export interface Routine {
  readonly name: string;
  readonly params: readonly Parameter[];
  readonly result: { readonly schema: Schema; readonly label: Label } | null;
  readonly achieves?: string;
  readonly priority: Priority;
  readonly timeout?: Expression;
  readonly fails: readonly string[];
  readonly overlap?: {
    readonly mode: "skip" | "queue" | "replace" | "allow";
    readonly by?: Expression;
    readonly upTo?: number;
  };
  /** In source order. */
  readonly nodes: readonly Node[];
  readonly blocks: readonly Block[];
  readonly root: BlockId;
  readonly finally?: BlockId;
  readonly bounds: RunBounds;
  /** Worst-case longest path, by name. */
  readonly criticalPath: readonly NodeId[];
  /** Bounds of single nodes, all their attempts counted. */
  readonly nodeBounds: Readonly<Record<NodeId, Bounds>>;
}

/** A goal: its contract, and the routines that fulfil it, best first (at most three). */
export interface Goal {
  readonly name: string;
  readonly params: readonly Parameter[];
  readonly result: { readonly schema: Schema; readonly label: Label } | null;
  readonly intents: readonly string[];
  /** Conditions read the parameters and `result`. */
  readonly success: readonly { readonly says: string; readonly when: Expression }[];
  readonly budget: readonly { readonly of: Resource; readonly limit: Expression }[];
  readonly optimize: "privacy" | "cost" | "latency" | "comfort" | "balanced";
  readonly keep: readonly { readonly label: Confidentiality; readonly at: Tier }[];
  readonly fails: readonly string[];
  readonly alternatives: readonly string[];
}
