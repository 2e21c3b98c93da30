import type { Diagnostic, Span } from "@orchlang/language";
import type { Confidentiality } from "@orchlang/plan";
import type { TracedLabel } from "../checked.ts";

/** Where a value goes. */
export interface Sink {
  /** In words, as the subject of "is cleared for …": "`post_public`", "the cloud tier", "role `clerk`". */
  readonly says: string;
  readonly clearance: Confidentiality;
  /** Takes nothing untrusted: `to: Geo trusted`. */
  readonly trusted?: boolean;
  /** Where the clearance, or `trusted`, is declared. */
  readonly declared?: { readonly file: string; readonly span: Span };
}

/** What goes there. `label`: the whole one (see `wholeLabel`), joined with that of the conditions it stands under. */
export interface Flow {
  readonly label: TracedLabel;
  /** In words: "`address`", "this text". */
  readonly says: string;
  readonly file: string;
  readonly span: Span;
}

/** What is refused, with the way that the label came: none, one or two diagnostics (secrecy, trust). */
export function sinkCheck(_flow: Flow, _sink: Sink): readonly Diagnostic[] {
  throw new Error("unfinished");
}
