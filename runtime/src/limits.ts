/**
 * Every bound of the runtime's shell, with its reason. Units are in the names.
 * What a plan may say itself (retries, fan-outs, redispatches) stands in the plan.
 */
export const limits = {
  /** One handler's result as JSON. It is parsed, validated and journalled on the loop's thread: about 0.1 s. */
  outputBytesMax: 8 * 1024 * 1024,
  /** A run's input and a person's answer: journalled in one event, like a result. */
  inputBytesMax: 8 * 1024 * 1024,
  /** Jobs in one message to a thread: enough to spread a message's cost, few enough to begin while more are packed. */
  jobsPerMessageMax: 64,
  /** Handlers under way on one thread. They mostly wait for others; beyond this, jobs queue for any thread. */
  jobsPerThreadMax: 256,
  /** From the abort signal to the end of the thread: a handler's time for tidying up. */
  abortGraceMs: 2_000,
  /** How long a thread that is to be ended may still work on its other jobs. */
  retireGraceMs: 2_000,
  /** How long a thread may take to start, its first module loaded or not. */
  threadStartMsMax: 30_000,
  /** Threads that die before they take a job, one after another: then the pool gives up instead of spinning. */
  threadFailuresMax: 5,
  /** A failure's message: a line for a person, not a core dump. */
  failureCharsMax: 2_000,
  /** Single faults of one value: more than these nobody reads. */
  detailsMax: 50,
  /** One line of a handler's log. */
  logCharsMax: 10_000,
  /** Records fetched at once; a page is cut earlier by its bytes. */
  pageRecordsMax: 256,
  pageBytesMax: 4 * 1024 * 1024,
  /** Journal files up to this size are looked through on opening; larger ones as their streams are read. */
  quickCheckBytesMax: 32 * 1024 * 1024,
  /** How long the store waits for another's short lock, as a checkpoint's. */
  busyMsMax: 5_000,
  /** Appends of the same turn tried again after an unknown outcome: then the disk is taken to be gone. */
  appendTriesMax: 3,
  /** Inputs of one stream decided in one turn: keeps a turn's transaction small under a flood of results. */
  turnInputsMax: 512,
  /** The longest single timer that Node can arm; waits beyond it are armed again. */
  timerMsMax: 2 ** 31 - 1,
  /** A wait is armed for no longer than this, so that a clock that jumped is noticed. */
  timerStepMs: 60_000,
  /** A wall clock ahead of the process's own by more than this has jumped, as after sleep; below, it has drifted. */
  clockJumpMs: 1_000,
} as const;
