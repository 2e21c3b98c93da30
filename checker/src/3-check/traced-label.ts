import type { Span } from "@orchlang/language/ast";
import type { Label } from "@orchlang/plan";

/** A label, and through what it got there: the newest step last. */
export interface TracedLabel extends Label {
  /** The parameters of the plan at hand whose labels at each call are part of its confidentiality. */
  readonly follows?: readonly string[];
  readonly way: readonly { readonly says: string; readonly file: string; readonly span: Span }[];
}
