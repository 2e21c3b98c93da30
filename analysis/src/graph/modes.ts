/** The modes in which something can fail, as a set of bits: the lattice that summaries of failures are joined in. */
export type Modes = number;

export const mode = {
  /** By the data that it is given: a `fail`, a result that is not accepted, a loop that does not come to its end. */
  data: 1,
  /** By what is true or agreed to at that moment: a rule denies it, consent is missing, nobody is there to be held. */
  context: 2,
  /** A person is asked, and does not answer in time. */
  silence: 4,
  /** It takes no longer than is declared, and longer than it is given. */
  clock: 8,
  /** The time limit of a plan that is called, or of its goal, is over. */
  deadline: 16,
  /** A failure of what is called, or of what it runs on. */
  fault: 32,
  /** An argument has no value for some data: a division by zero. */
  value: 64,
  /** The time limit of the plan that it stands in is over while it waits. */
  told: 128,
  /** The time of a hold is over before what stands in it is. */
  lapse: 256,
  /** A person is asked, and has not answered when the time is over that is declared for it. */
  late: 512,
} as const;

export const none: Modes = 0;

/** The modes in a run in which everything behaves as declared. */
export const withoutFault: Modes =
  mode.data | mode.value | mode.context | mode.silence | mode.clock | mode.deadline | mode.lapse;

/** The modes that data decides, time limits of called plans included. */
export const byData: Modes = mode.data | mode.value | mode.deadline;

/** All but expressions that have no value. */
export const butValue: Modes = (withoutFault & ~mode.value) | mode.fault | mode.told | mode.late;

/** Those that may leave no effect standing; others are only reported (semantics, rule 46a). */
export const refusing: Modes = butValue & ~mode.lapse & ~mode.late;

/** True if one of some modes is among those in which something can fail. */
export function can(modes: Modes, wanted: Modes): boolean {
  return (modes & wanted) !== none;
}

/** The join: it fails where one of them does. */
export function joinModes(all: Iterable<Modes>): Modes {
  let result = none;
  for (const each of all) result |= each;
  return result;
}

/** Where it takes the failure of each of them: whatever one adds to a way on which all others can fail too. */
export function meetModes(all: readonly Modes[]): Modes {
  if (all.length === 0 || all.includes(none)) return none;
  return all.every((each) => can(each, withoutFault)) ? joinModes(all) : mode.fault;
}
