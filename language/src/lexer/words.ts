/** Words that can't be names. They may still name a field or a named argument. */
export const reservedWords = [
  "and",
  "or",
  "not",
  "in",
  "is",
  "per",
  "if",
  "then",
  "else",
  "match",
  "true",
  "false",
  "none",
] as const;

/** Words that a declaration begins with, `private` apart. */
export const declarationWords = [
  ...["tool", "agent", "service", "llm", "human", "type", "unit", "role", "resource", "signal", "flag"],
  ...["defaults", "event", "fusion", "goal", "plan", "policy", "guardrail", "trigger", "scenario"],
] as const;

/** Words that mean something in their place, and are names everywhere else. */
export const contextualWords = [
  // files
  ...["module", "import", "as", "private"],
  // declarations
  ...declarationWords,
  // capabilities
  ...[
    "trusted",
    "value",
    "effect",
    "pure",
    "idempotent",
    "once",
    "scope",
    "clearance",
    "uses",
    "x",
    "touches",
    "by",
  ],
  ...["at", "tags", "undo", "confirm", "irreversible", "because", "ensures", "fails", "heartbeat", "run"],
  ...[
    "charged",
    "least",
    "http",
    "callback",
    "hosts",
    "mcp",
    "prompt",
    "ask",
    "where",
    "show",
    "cost",
    "latency",
    "energy",
    "tokens",
  ],
  // types, units, roles
  ...["size", "Map", "Done", "Money", "matching", "trust"],
  // context
  ...["power", "lease", "members", "overflow", "reserve", "for", "priority", "domain", "fuse", "from"],
  ...[
    "fresh",
    "history",
    "decay",
    "confidence",
    "hold",
    "category",
    "dedupe",
    "join",
    "near",
    "within",
    "late",
    "up",
    "to",
  ],
  ...["emit"],
  // goals and plans
  ...[
    "intent",
    "success",
    "when",
    "budget",
    "optimize",
    "alternatives",
    "keep",
    "achieves",
    "under",
    "timeout",
    "finally",
  ],
  ...["overlap"],
  // statements and options
  ...[
    "step",
    "let",
    "with",
    "sequence",
    "wait",
    "until",
    "return",
    "yield",
    "fail",
    "commit",
    "quorum",
    "of",
    "first",
  ],
  ...[
    "do",
    "next",
    "forever",
    "using",
    "nearest",
    "count",
    "cache",
    "accept",
    "retry",
    "every",
    "backoff",
    "after",
    "optional",
    "while",
  ],
  ...["losers", "finish", "attempts"],
  // rules
  ...[
    "blocking",
    "warning",
    "advisory",
    "informational",
    "on",
    "tagged",
    "kind",
    "any",
    "deny",
    "allow",
    "defer",
  ],
  ...["warn", "require", "consent", "approval", "limit", "record", "before", "most", "followed", "preceded"],
  ...["never", "granted", "completed", "failed"],
  // triggers
  ...["debounce", "throttle", "start", "missed", "schedule", "change", "cancelled", "attention", "request"],
  // scenarios
  ...["given", "answer", "fault", "operator", "expect", "twice", "withdrawn", "lost", "clock", "jumps"],
  ...["crash", "during", "worker", "dies", "call", "times", "out", "returns", "answers", "cancels", "pauses"],
  ...["unpauses", "resolves", "waiting", "doubt", "breached", "each", "undone", "refused", "called"],
] as const;

export type ReservedWord = (typeof reservedWords)[number];
export type ContextualWord = (typeof contextualWords)[number];
export type Keyword = ReservedWord | ContextualWord;

/**
 * Units that may stand apart from their number, on its line (`500 meters`): whole words only, so that a number
 * before a clause is never taken for a quantity by accident.
 */
export const spacedUnits: ReadonlySet<string> = new Set(
  [
    ...["millisecond", "second", "minute", "hour", "day", "week"],
    ...["meter", "kilometer", "byte", "watt", "joule", "token"],
  ].flatMap((unit) => [unit, `${unit}s`]),
);
