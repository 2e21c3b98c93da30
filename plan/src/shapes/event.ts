import type { Parameter } from "./capability.ts";
import type { ReadingUnit } from "./context.ts";
import type { Expression } from "./expression.ts";
import type { Priority } from "./node.ts";

/** What happens out there, or what several such are together. */
export interface EventDeclaration {
  readonly name: string;
  readonly fields: readonly EventField[];
  readonly category?: string;
  readonly priority?: Priority;
  readonly sources?: readonly string[];
  /** `by` reads the fields as locals. */
  readonly dedupe?: { readonly within: Expression; readonly by?: Expression };
  /** Of a fusion: conditions read the joined occurrences under these names. */
  readonly joins?: readonly { readonly event: string; readonly as: string }[];
  readonly within?: Expression;
  readonly near?: { readonly first: Expression; readonly second: Expression; readonly within: Expression };
  readonly by?: Expression;
  readonly where?: Expression;
  readonly late?: Expression;
  readonly emit?: Expression;
}

/** What is known of what happened. */
export interface EventField extends Parameter {
  /** Units that it may be told in. */
  readonly units?: Readonly<Record<string, ReadingUnit>>;
}
