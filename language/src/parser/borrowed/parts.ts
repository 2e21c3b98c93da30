import type { BorrowedRow } from "./row.ts";

const howLong = "deadline time_limit ttl max_duration max_time";
const comingAfter = "depends_on depends needs requires dependencies wait_for waits_for runs_after follows";
const takingBack = "rollback compensate compensation compensates revert reverse on_rollback";
const placed = "runs_on location tier where place region host";
const failing = "errors error throws raises exceptions failures";
const described = "description doc docs summary comment help title";

/** Behind a step's call, in braces. */
export const optionRows: readonly BorrowedRow[] = [
  [
    comingAfter,
    "after",
    "A step comes after others by what it uses; where it uses nothing: `{ after a, b }`.",
  ],
  [
    "retries max_retries retry_count max_attempts tries retry_policy",
    "retry",
    "Write `{ retry 3 backoff 1s..1m }`.",
  ],
  [howLong, "timeout", "Write `{ timeout 30s }`."],
  [
    "backoff delay every interval",
    undefined,
    "It belongs to `retry`, before its condition: `{ retry 3 backoff 1s..1m when error == transient }`.",
  ],
  ["if when condition only_if unless", undefined, "A step on a condition stands in `when c { step … }`."],
  [
    "catch on_error on_failure on_exception rescue fallback except handler else",
    undefined,
    "What is done instead stands behind the step: `step a = f(x) { retry 2 } else g(x)`.",
  ],
  [
    "continue_on_error ignore_errors ignore_error allow_failure may_fail best_effort",
    "optional",
    "A step that may fail is `{ optional }`.",
  ],
  [takingBack, "undo", "Write `{ undo f(result.id) }`."],
  [placed, "at", "Write `{ at edge }`."],
  ["memoize memoise cached caching", "cache", "Write `{ cache 1h }`."],
  ["importance weight urgency", "priority", "Write `{ priority high }`."],
  ["validate check assert expect verify condition_met", "accept", "Write `{ accept it.size > 0 }`."],
  ["reason comment note why description", "because", 'Write `{ because "…" }`.'],
  [
    "args arguments params parameters inputs input with",
    undefined,
    "Arguments stand in the call's parentheses: `f(x, n: 2)`.",
  ],
  ["name id label", undefined, "A step's name stands before its call: `step name = f(x)`."],
  [
    "parallel concurrency max_parallel",
    undefined,
    "Steps run side by side by themselves; a loop's rounds by `at once 4` behind its bound.",
  ],
];

/** Between the braces of declarations that are made of clauses. */
export const clauseRows: Readonly<Record<string, readonly BorrowedRow[]>> = {
  capabilityClause: [
    [`timeout duration time sla within ${howLong}`, "latency", "How long it takes at most: `latency <= 5s`."],
    ["price costs budget fee", "cost", "What it costs at most: `cost <= $0.05`."],
    ["permission permissions scopes oauth consent", "scope", 'Write `scope "mail.send"`.'],
    [
      "pure idempotent once readonly",
      undefined,
      "It is said by `effect pure`, `effect idempotent` or `effect once`.",
    ],
    [
      "side_effect side_effects effects",
      "effect",
      "Write `effect pure`, `effect idempotent` or `effect once`.",
    ],
    [takingBack, "undo", "What takes it back: `undo refund(result.id)`."],
    [failing, "fails", "The failures that it names: `fails not_found | throttled`."],
    ["tag labels", "tags", "Write `tags a, b`."],
    ["model engine", undefined, "No model is named: say its `role`, and the fabric picks one."],
    ["system template instructions", "prompt", 'Write `prompt "…"`.'],
    ["assignee assignees approver approvers reviewer reviewers who", "ask", "Who may answer: `ask lead`."],
    ["form question message text body", "show", 'What the person sees: `show "…"`.'],
    [
      "handler implementation exec command script entry function main",
      undefined,
      'How it is carried out: `run module "./handlers.ts#name"`.',
    ],
    ["url endpoint method get post webhook", undefined, 'Write `run http post "https://…"`.'],
    ["retry retries attempts", undefined, "Trying again is up to the caller: `step a = f(x) { retry 3 }`."],
    ["postcondition guarantees ensure promises", "ensures", "Write `ensures result >= 0`."],
    [described, undefined, "Lines of `///` above the declaration describe it."],
    [
      "input inputs params parameters arguments args",
      undefined,
      "Parameters stand behind the name: `tool f(x: Int)`.",
    ],
    [
      "output outputs returns result",
      undefined,
      "The type of the result stands behind the parameters: `-> Int`.",
    ],
    ["rate_limit throttle quota", undefined, "How often is a policy's matter: `limit 10 per 1m`."],
    ["resource resources requires needs", "uses", "What it needs while it runs: `uses Printer x 1`."],
    [placed, "at", "Where it may run: `at device, edge`."],
    ["confidentiality sensitivity level classification", "clearance", "Write `clearance personal`."],
    [
      "min minimum min_latency min_cost at_least",
      undefined,
      "The least stands behind the most: `latency <= 5s at least 1s`.",
    ],
    ["billed per_request per_call charge", "charged", "Write `charged per request`."],
    ["keepalive ping liveness", "heartbeat", "Write `heartbeat 30s`."],
    ["verify check confirmation", "confirm", "What asks whether it happened: `confirm was_sent(id)`."],
  ],
  goalClause: [
    ["utterance utterances phrases say says ask", "intent", 'What people say: `intent "warm the room"`.'],
    [
      "criteria done_when done accept postcondition acceptance ensures",
      "success",
      'Write `success "…" when result`.',
    ],
    [
      "limit max max_cost cost latency energy tokens",
      undefined,
      "Limits stand behind `budget`: `budget cost <= $5, latency <= 1h`.",
    ],
    ["strategy prefer minimize minimise optimise", "optimize", "Write `optimize cost`."],
    [failing, "fails", "The failures that it names: `fails not_found`."],
    ["privacy data residency", "keep", "Write `keep personal at device`."],
    [
      described,
      undefined,
      "Lines of `///` above the declaration describe it; what people say of it is its `intent`.",
    ],
  ],
  resourceClause: [
    ["ttl timeout max_hold", "lease", "Write `lease 30m`."],
    [
      "size count capacity amount number",
      undefined,
      "How many there are stands behind the kind: `resource vans: Van x 3`.",
    ],
    ["items instances units names", "members", "Write `members [north, south]`."],
    [`${placed} site`, "at", "Write `at edge`."],
    ["fallback backup spill", "overflow", "Write `overflow other_pool`."],
    ["price rate", "cost", "Write `cost $2 per 1h`."],
  ],
  signalClause: [
    ["source sources topic provider", "from", "Write `from sensor`."],
    ["ttl max_age stale staleness", "fresh", "Write `fresh 5m`."],
    ["combine merge strategy aggregate reduce", "fuse", "Write `fuse median`."],
  ],
  flagClause: [
    ["threshold min_confidence certainty", "confidence", "Write `confidence >= 80%`."],
    ["for duration hysteresis debounce", "hold", "Write `hold 5m`."],
  ],
  eventClause: [
    ["source sources topic channel", "from", "Write `from sensor`."],
    ["deduplicate distinct unique idempotency", "dedupe", "Write `dedupe 10m by id`."],
    ["type kind group", "category", "Write `category safety`."],
    ["severity importance level", "priority", "Write `priority high`."],
  ],
  fusionClause: [
    ["sources events of combine", "join", "Write `join a as x, b as y`."],
    ["window during", "within", "Write `within 10s`."],
    ["if filter when condition on", "where", "Write `where x.id == y.id`."],
    ["output yield return gives produces", "emit", "Write `emit { id: x.id }`."],
    ["lateness grace allowed_lateness", undefined, "Write `late up to 5s`."],
    ["key partition group", "by", "Write `by x.room`."],
  ],
  triggerClause: [
    [
      "cron schedule event every change request interval completed failed cancelled",
      undefined,
      'What sets it off stands behind `on`: `on schedule "0 7 * * *"`, `on event name`, `on every 5m`.',
    ],
    ["webhook http url route path", undefined, 'Write `on request "/path"`.'],
    ["run do then call action execute plan invoke", "start", "Write `start plan(x)`."],
    ["rate_limit limit max quota", "throttle", "Write `throttle 10 per 1h`."],
    ["if condition filter where unless", "when", "Write `when c`."],
    [
      "timezone zone tz",
      undefined,
      'It stands behind the schedule: `on schedule "0 7 * * *" in "Europe/Berlin"`.',
    ],
    ["cooldown delay quiet", "debounce", "Write `debounce 30s`."],
    ["concurrency parallel", "overlap", "Write `overlap skip`."],
    ["catchup misfire backfill", "missed", "Write `missed once`."],
  ],
};

/** Between the braces of rules and tests. */
export const ruleRows: Readonly<Record<string, readonly BorrowedRow[]>> = {
  policyClause: [
    ["forbid block reject disallow refuse prohibit", "deny", 'Write `deny when c because "…"`.'],
    ["permit accept grant", "allow", "Write `allow when c`."],
    ["log audit track", "record", "Write `record args.id`."],
    ["rate_limit throttle quota", "limit", "Write `limit 10 per 1h by user.id`."],
    [
      "applies_to target targets match matches",
      "on",
      "Write `on name`, `on tagged x`, `on kind agent` or `on any`.",
    ],
    ["alert notify", "warn", 'Write `warn when c because "…"`.'],
    ["if when unless condition", undefined, "A condition stands behind its verdict: `deny when c`."],
    [
      "approve approval consent approver",
      undefined,
      'Write `require approval by role`, or `require consent "scope"`.',
    ],
  ],
  guardrailRule: [
    ["forbid deny disallow prohibit block no", "never", "Write `never f`, or `never f when c`."],
    ["require must always ensure each", undefined, "Write `every f preceded by g`, or `g before f`."],
    ["max maximum limit no_more_than", undefined, "Write `at most 3 f per 1d`."],
    ["budget spend", undefined, "Write the bound alone: `cost <= $5`."],
    ["if when", undefined, "A condition stands behind its action: `never f when c`."],
  ],
  scenarioClause: [
    [
      "assert should then check verify",
      "expect",
      "Write `expect completed`, or `expect` and what is true at the end.",
    ],
    ["mock stub when returns reply", "answer", "What a capability gives: `answer f with x`."],
    ["setup input inputs with arrange set let", "given", "Write `given x = 1`."],
    ["inject error break simulate fail chaos", "fault", 'What goes wrong: `fault f fails "…"`.'],
  ],
};
