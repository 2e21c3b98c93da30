/** Something that is measured, beside others that do part of the same work. */
export interface Contestant {
  readonly name: string;
  /** How many of the topic's units one call does. */
  readonly units: number;
  /** Does them. */
  readonly run: () => Promise<void>;
  /** How often it is called, where that is not as often as the others. */
  readonly calls?: Topic["calls"];
  readonly close?: () => Promise<void>;
}

/** One question, asked of several contestants in one run of the process. */
export interface Topic {
  readonly name: string;
  /** What is counted: `steps`. */
  readonly unit: string;
  /** What only computes can be measured by the processor's time, which other programs on the machine touch less. */
  readonly clock?: "processor";
  /** How often each contestant is called, of which the first few only warm up; left out where a call is short. */
  readonly calls?: { readonly warmUps: number; readonly measured: number };
  /**
   * In how many goes the contestants are called by turns; left out: one after another. For what differs by little, so that
   * a slow minute of the machine is one for all of them.
   */
  readonly turns?: number;
  /** Whether the slowest call in a hundred is shown as well. */
  readonly tail?: true;
  /** Whether the time that the first contestant takes more than the second is shown, ms a unit: what it adds to the same work. */
  readonly adds?: true;
  /** The contestants, the one that the question is about first; the others are what it is compared with. `note`: said below. */
  readonly prepare: (folder: string, note: (line: string) => void) => Promise<readonly Contestant[]>;
}
