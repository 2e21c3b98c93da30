import type { Span } from "@orchlang/language/ast";
import type { NodeId } from "@orchlang/plan";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedStatement, TracedLabel } from "../checked.ts";
import type { Signature } from "../declarations/signature.ts";
import type { Environment, Expectation, Typed } from "../expression/typed.ts";
import type { ModuleContext } from "../scope/module.ts";
import type { Type } from "../type.ts";
import type { BlockSurvey, Source, StatementSurvey } from "./survey.ts";

/** A routine while it is checked. */
export interface RoutineContext {
  readonly definition: Definition<"plan">;
  readonly signature: Signature;
  /** Every `return` that was met. */
  readonly returns: Given[];
  /** The failures that can leave the routine. */
  readonly failures: Set<string>;
  /** Its result is not its goal's, which has been told: what is returned is not held against it. */
  readonly givesOther: boolean;
  /** Checks a statement in its place, once; what is being checked is passed over. */
  readonly check: (statement: StatementSurvey, site: BlockSite) => CheckedStatement | undefined;
  /** What those want to whom a name is handed on as it is: what is probably meant by its value. */
  readonly wanted: (name: string) => Type | undefined;
  /** The names under which the routine holds resources somewhere: outside they are told apart from unknown ones. */
  readonly held: ReadonlyMap<string, Span>;
}

/** A value that was returned or yielded, with where. */
export interface Given {
  readonly type: Type;
  readonly label: TracedLabel;
  readonly span: Span;
}

/** What a step or `let` is worth to those who read it. */
export interface Value {
  readonly type: Type;
  readonly label: TracedLabel;
  readonly constant?: Typed["constant"];
  readonly missingBecause?: string | undefined;
  readonly doubtful?: true | undefined;
}

/**
 * What is known so far of a stretch of statements: the routine's own, or a loop's body. A body is checked in a frame
 * of its own, so that it can be looked at once to see what it yields, and then for good.
 */
export interface Frame {
  readonly routine: RoutineContext;
  readonly module: ModuleContext;
  /** Nothing is reported and nothing kept: the look ahead into a loop's body. */
  readonly trial: boolean;
  readonly sites: Map<BlockSurvey, BlockSite>;
  readonly statements: Map<NodeId, CheckedStatement | "in work">;
  readonly values: Map<NodeId, Value>;
  /** Names of which it has been told that their sides do not go together. */
  readonly reported: Set<NodeId>;
  /** What is told once for a whole routine: conditions that let too much be known, failures that are not declared. */
  readonly told: Set<string>;
}

/** What a block is part of, as far as `return` and `yield` are concerned. */
export interface Surroundings {
  /** What takes the values that are yielded; none: nothing does. */
  readonly yields?: Yields;
  /** In words, where a `return` can't stand: "a loop". */
  readonly noReturn?: string;
}

/** What takes the values that are yielded. */
export interface Yields {
  readonly given: Given[];
  /** What each of them probably is. */
  readonly meant?: Expectation | undefined;
}

/** A block in its place. */
export interface BlockSite {
  readonly block: BlockSurvey;
  readonly frame: Frame;
  readonly surroundings: Surroundings;
  /** The names around the block and its own, before anything below is known to hold. */
  readonly env: Environment;
  /** The steps in scope, for `after`. */
  readonly steps: Steps;
  /** The label of the conditions under which it runs. */
  readonly under: TracedLabel;
  /** What is known besides at each statement: filled from the first on. */
  readonly known: Known[];
}

/** The names of steps and `let`s that a block sees. */
export interface Steps {
  get(name: string): Source | undefined;
  names(): Iterable<string>;
}

/** What holds from a statement on, beside what holds in its block. */
export interface Known {
  readonly env: Environment;
  readonly under: TracedLabel;
  /** How many conditions `env` remembers. */
  readonly remembered: number;
}

/** A statement in its place, while it is checked. */
export interface Spot {
  readonly site: BlockSite;
  readonly frame: Frame;
  readonly module: ModuleContext;
  readonly statement: StatementSurvey;
  readonly env: Environment;
  readonly under: TracedLabel;
  readonly gathered: Gathered;
}

/** What the expressions of one statement read, and what they release. */
export interface Gathered {
  readonly reads: Typed["reads"][number][];
  readonly releases: Typed["releases"][number][];
  readsNow: boolean;
}
