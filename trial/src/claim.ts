import type { CompileResult } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import type { SimulatedRun, SimulatedWorld } from "@orchlang/simulator";

/** A program on trial: its text, what the compiler made of it, and one plan of it. */
export interface Subject {
  readonly text: string;
  readonly compiled: CompileResult;
  /** Qualified name of the plan or goal that is run. */
  readonly entry: string;
  readonly file: PlanFile;
}

/** One run of a subject, with the world that it was played in. */
export interface Played {
  readonly world: SimulatedWorld;
  readonly run: SimulatedRun;
}

export type ClaimKind =
  /** `before`, `preceded`, `at most`, `never`, `followed`: the obligation's rule form. */
  | "order"
  | "count"
  | "never"
  | "response"
  /** No labelled value reaches a place, explicitly or implicitly. */
  | "flow"
  /** Upper and lower bounds of a run. */
  | "cost"
  | "latency"
  | "energy"
  | "tokens"
  /** Printed facts: unreachable, always true, feasible, deadlock-free, "no rule for X", "X stays". */
  | "fact";

/** A statement that the compiler printed of a subject and that every run within its assumptions has to bear out. */
export interface Claim {
  readonly kind: ClaimKind;
  /** As printed: "guardrail m.g, rule 1, is proved", "cost at most $2". */
  readonly says: string;
  /**
   * Holds the claim against a run.
   *
   * @param play plays the subject in another world, for claims about pairs of runs (noninterference).
   * @returns the breach, or `undefined` where the run bears the claim out or lies outside of its assumptions.
   */
  breach(played: Played, play: (world: SimulatedWorld) => SimulatedRun): Breach | undefined;
}

/** How a run contradicts a claim, in words that a reader can check against the run's events. */
export interface Breach {
  readonly says: string;
  /** The second world of a pair. */
  readonly other?: SimulatedWorld;
}

/** Finds the claims of one kind that the compiler made of a subject. */
export type Monitor = (subject: Subject) => readonly Claim[];
