/** Every bound of the kernel, with its reason. Units are in the names; times without one are in ms. */
export const limits = {
  /** Control gives on what a run held so long after its time is up; the run stops a little before. */
  leaseGrace: 10_000,
  /** Occurrences of one event that a run keeps for its waits; past it the oldest are dropped. */
  occurrencesMax: 10_000,
  /** A step that says nothing of how long it may take keeps what it uses for no longer than this. */
  leaseDefault: 60 * 60 * 1_000,
  /** Past values kept for one signal or flag, whatever its retention time. Beyond it the oldest is dropped. */
  historyMax: 10_000,
  /** How long one who waits for a member lets those before it that are one rank more urgent and come later. */
  headStart: 10 * 60_000,
  /** Whole minutes that are looked at ahead for when a call that a policy defers may go on: a week. It is asked again then. */
  deferLookMinutes: 7 * 24 * 60,
  /** Silence of a member that promised to be heard, in times of what it promised. */
  beatsUntilDegraded: 2,
  beatsUntilLost: 4,
  /** Each fall of a member weighs on it so long; it is kept back above the burden, and for no longer than the greatest. */
  flapWeight: 5 * 60_000,
  flapBurden: 11 * 60_000,
  flapBurdenMax: 30 * 60_000,
  /**
   * Cached results of conditions on members: so many verdicts a pool (a byte each), for conditions of at most so many
   * characters.
   */
  verdictsMax: 4_000_000,
  conditionTextMax: 4_096,
  /** Ids of answers and other external inputs, kept to recognise repetitions. */
  takenMax: 100_000,
  /** Versions of one setting that can be looked up and returned to. The journal has all. */
  settingVersionsMax: 100,
  /** Words about the admission of runs whose response can be repeated. */
  admissionWordsMax: 20,
  /** Runs that have ended and are known to control by their ids: some 20 MB. Their journal stays. */
  endedMax: 200_000,
  /** Results that `cache` keeps for all runs, and how long each may be as JSON: 32 MB of them at most. */
  rememberedMax: 1_000,
  rememberedCharsMax: 32 * 1024,
  /** Keys that recognise repeated events and throttled triggers. Beyond it, expired ones are removed. */
  keysMax: 100_000,
  /** Occurrences that one fusion keeps for others to come; past it the oldest are dropped. */
  fusionHeldMax: 10_000,
  /** Ways to join one occurrence with others that are tried: beyond, it is joined with none. */
  fusionTriesMax: 1_000,
  /** Triggers that set each other off one after another: beyond, they go in a circle. */
  firingDepthMax: 32,
  /** Runs of one trigger at once, where it says nothing; and those that wait for their turn. */
  activeRunsMax: 1_000,
  queuedFiringsMax: 1_000,
  /** Starts that were missed and are made up for; how many instants are looked through for them. */
  missedFiringsMax: 1_000,
  missedLooksMax: 100_000,
} as const;
