/**
 * All limits of the runtime's shell, with reasons. Units are in the names. Limits that a plan may set (retries,
 * fan-outs, redispatches) are in the plan.
 */
export const limits = {
  /** One handler's result as JSON. It is parsed, validated and journalled on the loop's thread: about 0.1 s. */
  outputBytesMax: 8 * 1024 * 1024,
  /** A run's input and a person's answer: journalled in one event, like a result. */
  inputBytesMax: 8 * 1024 * 1024,
  /** The value of a setting, or a note: each is in the journal, and settings are in memory. */
  settingCharsMax: 32 * 1024,
  /** Secrets that are looked for in texts, twice as many at most: about 1 kB each. */
  secretsKnownMax: 10_000,
  /** Jobs in one message to a thread: enough to spread a message's cost, few enough to begin while more are packed. */
  jobsPerMessageMax: 64,
  /** Handlers under way on one thread. They mostly wait for others; beyond this, jobs queue for any thread. */
  jobsPerThreadMax: 256,
  /** Calls under way of one capability in this process, where nothing is said of it: as on one thread. */
  callsPerFunctionMax: 256,
  /** Files of one handler's own, that make its hash: what is more is a bundle, or a mistake. */
  codeFilesMax: 5_000,
  /** Until a policy hook has said yes or no; later it is taken to say no. */
  hookMsMax: 30_000,
  /** From address to address that a request which only reads is sent on: more is a circle. */
  httpRedirectsMax: 10,
  /** Until an MCP server has said hello. It may have to be started, and installed before that. */
  connectMsMax: 60_000,
  /** Lines of an MCP server that are no message: some greet, and what goes on so is ended. */
  unreadLinesMax: 1_000,
  /** A thread's results wait this long at most for others to go with them. */
  outboxMs: 1,
  /** From the abort signal to the end of the thread: a handler's time for tidying up. */
  abortGraceMs: 2_000,
  /** A job posted to a thread and not looked at for this long goes to another: a handler there computes. */
  unseenMsMax: 20,
  /** A thread that does not listen for this long has another come in its place, so that nobody waits for it. */
  stuckMsMax: 500,
  /** How long a thread may be busy with the loading of modules before calls that wait for that go to another. */
  loadingMsMax: 5_000,
  /** Threads in whose places others have come, as a multiple of the regular threads: beyond, jobs wait. */
  stuckThreadsMax: 3,
  /** The memory of all handlers of one thread, heap and buffers; `memory` in `orch.json` allows one of them more. */
  threadMemoryMb: 512,
  /**
   * The additional heap that V8 itself allows a thread. V8 ends the whole process if it can't stop a thread at once,
   * for instance within one call of a built-in function, so our own measurement of the threads should act first.
   */
  threadHeapSpareMb: 2_048,
  /** Between two looks at what threads take. */
  threadMemoryLookMs: 50,
  /** One message of a worker: its lines, and results up to twice the longest. */
  workerMessageCharsMax: 32 * 1024 * 1024,
  /** Threads that finish their last jobs beside one that does not stop, as a multiple of the regular threads. */
  retiredThreadsMax: 2,
  /** Threads that die before they take a job, one after another: then the pool gives up instead of spinning. */
  threadFailuresMax: 5,
  /** Processes for handlers whose memory is limited, for each limit: 50 MB each before a handler takes anything. */
  processesMax: 16,
  /** Between two looks at what such a process takes: a handler may fill some tens of MB meanwhile. */
  memoryLookMs: 20,
  /** Memory in addition to the handler's limit: the thread's own code, its young generation, one result as text. */
  memorySlackMb: 64,
  /** A failure's message: a line for a person, not a core dump. */
  failureCharsMax: 2_000,
  /** Single faults of one value: more than these nobody reads. */
  detailsMax: 50,
  /** Limits for a plan given as an object: steps, retries of one, words and depth of one condition. */
  plainStepsMax: 10_000,
  plainRetriesMax: 100,
  conditionTokensMax: 1_000,
  conditionDepthMax: 50,
  /** Capabilities that a planner puts behind each other for one parameter. */
  chainDepthMax: 8,
  /** One line of a handler's log. */
  logCharsMax: 10_000,
  /**
   * Output that handlers of one thread may write in a second; more is dropped and counted, so that it does not fill the
   * memory of both sides.
   */
  logCharsPerSecondMax: 1024 * 1024,
  /** Records fetched at once; a page is cut earlier by its bytes. */
  pageRecordsMax: 256,
  pageBytesMax: 4 * 1024 * 1024,
  /** Journal files up to this size are looked through on opening; larger ones as their streams are read. */
  quickCheckBytesMax: 32 * 1024 * 1024,
  /**
   * A request up to this length is journalled with its event; a longer one is journalled before it, so that if it does
   * not fit, only that request is refused.
   */
  documentAlongCharsMax: 8 * 1024,
  /** Pages of 4 KiB in the log beside a journal before they are copied into it: 32 MiB, read again after a crash. */
  walPagesMax: 8_192,
  /** Pages that the store keeps in memory: a page for each of some thousand streams that are written side by side. */
  cacheKibMax: 32 * 1024,
  /** The same where another thread writes: a run is read from its beginning to its end, and then not again for long. */
  readCacheKibMax: 2 * 1024,
  /** Streams whose place and length the store remembers; others it looks up. */
  streamsKnownMax: 4_096,
  /** Records in appends of so many at least, after which a thread of its own writes: it costs 50 ms and 10 MB once. */
  largeAppendRecords: 32,
  ownThreadRecords: 4_096,
  /** Appends that the thread has at most: while one is synced the others gather, and are then synced together. */
  appendsUnderWayMax: 8,
  /** Between two anchors of a journal: what was committed within is lost unnoticed where its log is. */
  anchorMs: 100,
  /** How long the store waits for another's short lock, as a checkpoint's. */
  busyMsMax: 5_000,
  /** Appends of the same turn tried again after an unknown outcome: then the disk is taken to be gone. */
  appendTriesMax: 3,
  /** Events of control between two snapshots of its state: those since the last are folded in well under a second. */
  snapshotEvents: 10_000,
  snapshotCharsPerEvent: 200,
  /** The newest events of control are never pruned: lists of events and decisions are made of so many at a start. */
  controlEventsKeptMin: 10_000,
  /** Events of control that are folded and removed in one commit: others wait for a tenth of a second. */
  controlEventsPrunedMax: 5_000,
  /** Runs in memory, busy ones apart; others that wait are read from the journal when something comes: 20 KB each. */
  runsInMemoryMax: 256,
  /** Plans of whose handlers the workers know, before they may forget those that no run in memory needs. */
  plansEquippedMax: 256,
  /** Plan files in memory, besides those of runs in memory and of what is armed: some tens of KB each. */
  plansKnownMax: 64,
  /**
   * Runs that are started, answered or read from the journal at once, the others in line: enough for a full
   * transaction. With four times as many, most would survive two scavenges and be in the old generation when they end.
   */
  runsEnteringMax: 64,
  /** Runs that are looked at after one turn for whether they can be let go of: one transaction says of all that they rest. */
  runsPassivatedMax: 256,
  /** Inputs of one stream decided in one turn: keeps a turn's transaction small under a flood of results. */
  turnInputsMax: 512,
  /** A wait is armed for no longer than this, so that a clock that jumped is noticed. */
  timerStepMs: 60_000,
  /** Records that are handed to control before the rest: as many as it decides in two turns. */
  ingressAtOnceMax: 1_024,
  /** Records that wait to be decided; beyond, the sender is asked to try again. */
  ingressWaitingMax: 10_000,
  /** Members that one registry may have. */
  registryMembersMax: 100_000,
  registryBytesMax: 64 * 1024 * 1024,
  /** Reports of one source in a second: more are refused and counted. */
  ingressPerSecondMax: 5_000,
  /** Events of control that are read at the start, to find the reports of the second before. */
  recentReportsMax: 65_536,
  /** A request to the ingress of `orch up` is sent within this time. */
  ingressRequestMsMax: 30_000,
  /** A command's request to the process that holds the journal: a plan's file and an input. */
  commandBytesMax: 64 * 1024 * 1024,
  /** Events that a command has not read yet; beyond, it is cut off and asks again from where it was. */
  watchUnsentBytesMax: 16 * 1024 * 1024,
  /** Output of handlers, kept until the command that began the run follows it: so many lines, for so many runs. */
  unheardLinesMax: 100,
  unheardRunsMax: 64,
  /** How long the process that holds the journal may take to say who it is: one that is stopped never does. */
  ownerHelloMsMax: 5_000,
  /** How far ahead of ours another's clock may be. */
  aheadMsMax: 60_000,
  /** A wall clock ahead of the process's own by more than this has jumped, as after sleep; below, it has drifted. */
  clockJumpMs: 1_000,
} as const;
