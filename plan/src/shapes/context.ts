import type { Parameter } from "./capability.ts";
import type { Expression } from "./expression.ts";
import type { Priority } from "./node.ts";
import type { Label, Schema } from "./value.ts";

/*
 * The context around runs (known values and events), as control reads it. Names are qualified; durations are expressions that
 * give ms, and may read the index of a family as a local.
 */

/** The index of a family: one part each for what stands in its brackets. */
export type FamilyIndex = readonly { readonly name: string; readonly members: readonly string[] }[];

/** Ways to make one value of what several sources say. */
export type FuseRule =
  | "latest"
  | "any"
  | "all"
  | "majority"
  | "median"
  | "mean"
  | "min"
  | "max"
  | "sum"
  | "noisy_or";

/** A value that is read from outside. A member of a family is named `module.name(member)`. */
export interface Signal {
  readonly name: string;
  readonly schema: Schema;
  readonly label: Label;
  readonly family?: FamilyIndex;
  readonly domain?: string;
  /** Names under which readings come; none: only under the signal's own. */
  readonly sources: readonly string[];
  /** Left out: the latest. */
  readonly fuse?: FuseRule;
  readonly fresh?: Expression;
  /** A share of the confidence per s. */
  readonly decay?: Expression;
  /** ms that its past values are kept, unless the installation sets another time. */
  readonly history?: Expression;
  /** Units that a reading may be given in: `value in base = number · by + plus`. */
  readonly units?: Readonly<Record<string, ReadingUnit>>;
}

export interface ReadingUnit {
  readonly by: number;
  readonly plus?: number;
}

/** A condition with a name. */
export interface Flag {
  readonly name: string;
  readonly family?: FamilyIndex;
  readonly label: Label;
  readonly value: Expression;
  /** Less sure than that, it is unknown. */
  readonly confidence?: Expression;
  /** It stays true so long after it was. */
  readonly hold?: Expression;
}

/** An event of the world, or a fusion of several. */
export interface EventDeclaration {
  readonly name: string;
  readonly fields: readonly EventField[];
  readonly category?: string;
  readonly priority?: Priority;
  readonly sources?: readonly string[];
  /** `by` reads the fields as locals. */
  readonly dedupe?: { readonly within: Expression; readonly by?: Expression };
  /** For a fusion: conditions read the joined occurrences under these names. */
  readonly joins?: readonly { readonly event: string; readonly as: string }[];
  readonly within?: Expression;
  readonly near?: { readonly first: Expression; readonly second: Expression; readonly within: Expression };
  readonly by?: Expression;
  readonly where?: Expression;
  readonly late?: Expression;
  readonly emit?: Expression;
}

/** A field of an event. */
export interface EventField extends Parameter {
  /** Units that it may be told in. */
  readonly units?: Readonly<Record<string, ReadingUnit>>;
}
