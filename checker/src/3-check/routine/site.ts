import type { Span } from "@orchlang/language/ast";
import type { NodeId } from "@orchlang/plan/nodes";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedStatement, TracedLabel } from "../checked.ts";
import type { Environment, Expectation, Typed } from "../expression/typed.ts";
import type { ModuleContext, Signature } from "../scope/program.ts";
import type { Type } from "../type.ts";
import type { PrepassBlock, PrepassStatement, Source } from "./prepass.ts";

/** A routine while it is checked. */
export interface RoutineContext {
  readonly definition: Definition<"plan">;
  readonly signature: Signature;
  /** Every `return` that was met. */
  readonly returns: Given[];
  /** The failures that can leave the routine. */
  readonly failures: Set<string>;
  /** Its result is not its goal's, which has been reported: returned values are not compared with it. */
  readonly givesOther: boolean;
  /** Checks a statement in its place, once; what is being checked is passed over. */
  readonly check: (statement: PrepassStatement, site: BlockSite) => CheckedStatement | undefined;
  /** The expectation of the places that a name is passed on to unchanged: the probable type of its value. */
  readonly wanted: (name: string) => Type | undefined;
  /** The names under which the routine holds resources somewhere: outside they are distinguished from unknown ones. */
  readonly held: ReadonlyMap<string, Span>;
}

/** A value that was returned or yielded, with where. */
export interface Given {
  readonly type: Type;
  readonly label: TracedLabel;
  readonly span: Span;
  readonly missingBecause?: string | undefined;
}

/** The value of a step or `let` for its readers. */
export interface Value {
  readonly type: Type;
  readonly label: TracedLabel;
  readonly constant?: Typed["constant"];
  readonly missingBecause?: string | undefined;
  readonly doubtful?: true | undefined;
}

/**
 * The results so far for a sequence of statements: the routine's own, or a loop's body. A body is checked in a frame of
 * its own, so that it can be checked once speculatively to learn what it yields, and then for good.
 */
export interface Frame {
  readonly routine: RoutineContext;
  readonly module: ModuleContext;
  /** Nothing is reported and nothing kept: the look ahead into a loop's body. */
  readonly trial: boolean;
  readonly sites: Map<PrepassBlock, BlockSite>;
  readonly statements: Map<NodeId, CheckedStatement | "in work">;
  readonly values: Map<NodeId, Value>;
  /** Names reported because the types of their arms are incompatible. */
  readonly reported: Set<NodeId>;
  /** Diagnostics reported once for a whole routine: revealing conditions, undeclared failures. */
  readonly told: Set<string>;
}

/** The surroundings of a block, as far as `return` and `yield` are concerned. */
export interface Surroundings {
  /** The receiver of yielded values; absent if there is none. */
  readonly yields?: Yields;
  /** In words, where a `return` can't stand: "a loop". */
  readonly noReturn?: string;
}

/** The receiver of yielded values. */
interface Yields {
  readonly given: Given[];
  /** The probable type of each of them. */
  readonly meant?: Expectation | undefined;
}

/** A block in its place. */
export interface BlockSite {
  readonly block: PrepassBlock;
  readonly frame: Frame;
  readonly surroundings: Surroundings;
  /** The names around the block and its own, before anything below is known to hold. */
  readonly env: Environment;
  /** The steps in scope, for `after`. */
  readonly steps: Steps;
  /** The label of the conditions under which it runs. */
  readonly under: TracedLabel;
  /** Further knowledge at each statement: filled from the first on. */
  readonly known: Known[];
}

/** The names of steps and `let`s that a block sees. */
export interface Steps {
  get(name: string): Source | undefined;
  names(): Iterable<string>;
}

/** The knowledge from a statement on, in addition to that of its block. */
export interface Known {
  readonly env: Environment;
  readonly under: TracedLabel;
  /** How many conditions `env` remembers. */
  readonly remembered: number;
}

/** A statement in its place, while it is checked. */
export interface CheckContext {
  readonly site: BlockSite;
  readonly frame: Frame;
  readonly module: ModuleContext;
  readonly statement: PrepassStatement;
  readonly env: Environment;
  readonly under: TracedLabel;
  readonly gathered: Gathered;
}

/** An expression is asked here: of a statement, or of the plan's head. */
export type Asking = Pick<CheckContext, "frame" | "module" | "env" | "gathered">;

/** The reads and releases of one statement's expressions. */
interface Gathered {
  readonly reads: Typed["reads"][number][];
  readonly releases: Typed["releases"][number][];
  readsNow: boolean;
}
