import type { Case, Trial } from "../exploration/case.ts";
import type { Improvise, Stage } from "../exploration/stage.ts";

/** One world that is hostile on purpose. */
export interface Attempt {
  readonly one: Case;
  /** In words, for the reader of a finding: `pay_out fails at every attempt`. */
  readonly how: string;
  readonly improvise?: Improvise;
  /** The run that differs from this one only in what a source says: its differences are what the source can change. */
  readonly against?: { readonly base: Trial; readonly source: string };
}

/** Draws the attempts of one kind. `ways`: a run for each way through the plan where nothing goes wrong. */
export type Attack = (subject: {
  readonly stage: Stage;
  readonly ways: readonly Trial[];
  readonly seed: number;
}) => Iterable<Attempt>;
