import type { ForeignProductions } from "./production.ts";

/** Between the braces of declarations that are made of clauses or rules, and in their headings. */
export const clauses: ForeignProductions = {
  capabilityClause: [
    {
      found: "timeout duration time sla within deadline time_limit ttl max_duration max_time",
      instead: "latency",
      help: "How long it takes at most: `latency <= 5s`.",
    },
    {
      found: "price costs budget fee",
      instead: "cost",
      help: "Declare the worst-case cost: `cost <= $0.05`.",
    },
    {
      found: "permission permissions scopes oauth consent",
      instead: "scope",
      help: 'Write `scope "mail.send"`.',
    },
    {
      found: "pure idempotent once readonly",
      help: "It is said by `effect pure`, `effect idempotent` or `effect once`.",
    },
    {
      found: "side_effect side_effects effects",
      instead: "effect",
      help: "Write `effect pure`, `effect idempotent` or `effect once`.",
    },
    {
      found: "rollback compensate compensation compensates revert reverse on_rollback",
      instead: "undo",
      help: "Declare the undo: `undo refund(result.id)`.",
    },
    {
      found: "errors error throws raises exceptions failures",
      instead: "fails",
      help: "The failures that it names: `fails not_found | throttled`.",
    },
    { found: "tag labels", instead: "tags", help: "Write `tags a, b`." },
    { found: "model engine", help: "No model is named: say its `role`, and the fabric picks one." },
    { found: "system template instructions", instead: "prompt", help: 'Write `prompt "…"`.' },
    {
      found: "assignee assignees approver approvers reviewer reviewers who",
      instead: "ask",
      help: "Name the role that may answer: `ask lead`.",
    },
    {
      found: "form question message text body",
      instead: "show",
      help: 'Write the text that the person sees: `show "…"`.',
    },
    {
      found: "handler implementation exec command script entry function main",
      help: 'How it is carried out: `run module "./handlers.ts#name"`.',
    },
    { found: "url endpoint method get post webhook", help: 'Write `run http post "https://…"`.' },
    {
      found: "retry retries attempts",
      help: "Trying again is up to the caller: `step a = f(x) { retry 3 }`.",
    },
    {
      found: "postcondition guarantees ensure promises",
      instead: "ensures",
      help: "Write `ensures result >= 0`.",
    },
    {
      found: "description doc docs summary comment help title",
      help: "Lines of `///` above the declaration describe it.",
    },
    {
      found: "input inputs params parameters arguments args",
      help: "Parameters stand behind the name: `tool f(x: Int)`.",
    },
    {
      found: "output outputs returns result",
      help: "The type of the result stands behind the parameters: `-> Int`.",
    },
    { found: "rate_limit throttle quota", help: "How often is a policy's matter: `limit 10 per 1m`." },
    {
      found: "resource resources requires needs",
      instead: "uses",
      help: "Name the resource that it needs while it runs: `uses Printer x 1`.",
    },
    {
      found: "runs_on location tier where place region host",
      instead: "at",
      help: "Where it may run: `at device, edge`.",
    },
    {
      found: "confidentiality sensitivity level classification",
      instead: "clearance",
      help: "Write `clearance personal`.",
    },
    {
      found: "min minimum min_latency min_cost at_least",
      help: "The least stands behind the most: `latency <= 5s at least 1s`.",
    },
    { found: "billed per_request per_call charge", instead: "charged", help: "Write `charged per request`." },
    { found: "keepalive ping liveness", instead: "heartbeat", help: "Write `heartbeat 30s`." },
    {
      found: "verify check confirmation",
      instead: "confirm",
      help: "Name the call that asks whether it happened: `confirm was_sent(id)`.",
    },
    {
      found: /^(?:or|and|,|\||&|\+)$/,
      line: /\bask \w+ ?$/,
      help: "One role is asked: `role approver` at top level, which several people may have, and `ask approver` here.",
    },
  ],
  goalClause: [
    {
      found: "utterance utterances phrases say says ask",
      instead: "intent",
      help: 'Write the words that people say: `intent "warm the room"`.',
    },
    {
      found: "criteria done_when done accept postcondition acceptance ensures",
      instead: "success",
      help: 'Write `success "…" when result`.',
    },
    {
      found: "limit max max_cost cost latency energy tokens",
      help: "Limits stand behind `budget`: `budget cost <= $5, latency <= 1h`.",
    },
    {
      found: "strategy prefer minimize minimise optimise",
      instead: "optimize",
      help: "Write `optimize cost`.",
    },
    {
      found: "errors error throws raises exceptions failures",
      instead: "fails",
      help: "The failures that it names: `fails not_found`.",
    },
    { found: "privacy data residency", instead: "keep", help: "Write `keep personal at device`." },
    {
      found: "description doc docs summary comment help title",
      help: "Lines of `///` above the declaration describe it; what people say of it is its `intent`.",
    },
  ],
  resourceClause: [
    { found: "ttl timeout max_hold", instead: "lease", help: "Write `lease 30m`." },
    {
      found: "size count capacity amount number",
      help: "How many there are stands behind the kind: `resource vans: Van x 3`.",
    },
    { found: "items instances units names", instead: "members", help: "Write `members [north, south]`." },
    { found: "runs_on location tier where place region host site", instead: "at", help: "Write `at edge`." },
    { found: "fallback backup spill", instead: "overflow", help: "Write `overflow other_pool`." },
    { found: "price rate", instead: "cost", help: "Write `cost $2 per 1h`." },
  ],
  signalClause: [
    { found: "source sources topic provider", instead: "from", help: "Write `from sensor`." },
    { found: "ttl max_age stale staleness", instead: "fresh", help: "Write `fresh 5m`." },
    { found: "combine merge strategy aggregate reduce", instead: "fuse", help: "Write `fuse median`." },
  ],
  flagClause: [
    {
      found: "threshold min_confidence certainty",
      instead: "confidence",
      help: "Write `confidence >= 80%`.",
    },
    { found: "for duration hysteresis debounce", instead: "hold", help: "Write `hold 5m`." },
  ],
  eventClause: [
    { found: "source sources topic channel", instead: "from", help: "Write `from sensor`." },
    {
      found: "deduplicate distinct unique idempotency",
      instead: "dedupe",
      help: "Write `dedupe 10m by id`.",
    },
    { found: "type kind group", instead: "category", help: "Write `category safety`." },
    { found: "severity importance level", instead: "priority", help: "Write `priority high`." },
  ],
  fusionClause: [
    { found: "sources events of combine", instead: "join", help: "Write `join a as x, b as y`." },
    { found: "window during", instead: "within", help: "Write `within 10s`." },
    { found: "if filter when condition on", instead: "where", help: "Write `where x.id == y.id`." },
    { found: "output yield return gives produces", instead: "emit", help: "Write `emit { id: x.id }`." },
    { found: "lateness grace allowed_lateness", help: "Write `late up to 5s`." },
    { found: "key partition group", instead: "by", help: "Write `by x.room`." },
  ],
  triggerClause: [
    {
      found: "cron schedule event every change request interval completed failed cancelled",
      help: 'Write the cause after `on`: `on schedule "0 7 * * *"`, `on event name`, `on every 5m`.',
    },
    { found: "webhook http url route path", help: 'Write `on request "/path"`.' },
    {
      found: "run do then call action execute plan invoke",
      instead: "start",
      help: "Write `start plan(x)`.",
    },
    { found: "rate_limit limit max quota", instead: "throttle", help: "Write `throttle 10 per 1h`." },
    { found: "if condition filter where unless", instead: "when", help: "Write `when c`." },
    {
      found: "timezone zone tz",
      help: 'It stands behind the schedule: `on schedule "0 7 * * *" in "Europe/Berlin"`.',
    },
    { found: "cooldown delay quiet", instead: "debounce", help: "Write `debounce 30s`." },
    { found: "concurrency parallel", instead: "overlap", help: "Write `overlap skip`." },
    { found: "catchup misfire backfill", instead: "missed", help: "Write `missed once`." },
  ],
  policyClause: [
    {
      found: "forbid block reject disallow refuse prohibit",
      instead: "deny",
      help: 'Write `deny when c because "…"`.',
    },
    { found: "permit accept grant", instead: "allow", help: "Write `allow when c`." },
    { found: "log audit track", instead: "record", help: "Write `record args.id`." },
    { found: "rate_limit throttle quota", instead: "limit", help: "Write `limit 10 per 1h by user.id`." },
    {
      found: "applies_to target targets match matches",
      instead: "on",
      help: "Write `on name`, `on tagged x`, `on kind agent` or `on any`.",
    },
    { found: "alert notify", instead: "warn", help: 'Write `warn when c because "…"`.' },
    {
      found: "delay hold postpone wait suspend pause freeze",
      instead: "defer",
      help: 'Write `defer when c within 3d because "…"`.',
    },
    { found: "if when unless condition", help: "A condition stands behind its verdict: `deny when c`." },
    {
      found: "approve approval consent approver",
      help: 'Write `require approval by role`, or `require consent "scope"`.',
    },
  ],
  guardrailRule: [
    {
      found: "forbid deny disallow prohibit block no",
      instead: "never",
      help: "Write `never f`, or `never f when c`.",
    },
    { found: "require must always ensure each", help: "Write `every f preceded by g`, or `g before f`." },
    { found: "max maximum limit no_more_than", help: "Write `at most 3 f per 1d`." },
    { found: "budget spend", help: "Write the bound alone: `cost <= $5`." },
    { found: "if when", help: "A condition stands behind its action: `never f when c`." },
  ],
  scenarioClause: [
    {
      found: "assert should then check verify",
      instead: "expect",
      help: "Write `expect completed`, or `expect` and what is true at the end.",
    },
    {
      found: "mock stub when returns reply",
      instead: "answer",
      help: "Write the answer of a capability: `answer f with x`.",
    },
    { found: "setup input inputs with arrange set let", instead: "given", help: "Write `given x = 1`." },
    { found: "event", instead: "given event", help: "Write `given event name(field: x) at 5m`." },
    { found: "signal", instead: "given signal", help: "Write `given signal name = x`." },
    { found: "consent", instead: "given consent", help: 'Write `given consent "scope" withdrawn at 5m`.' },
    {
      found: "crash",
      instead: "fault crash",
      help: "Write `fault crash during step`, or `fault crash at 5m`.",
    },
    {
      found: "inject error break simulate fail chaos",
      instead: "fault",
      help: 'Write the fault: `fault f fails "…"`.',
    },
    {
      found: /^(?:where|if)$/,
      line: /\bexpect /,
      instead: "when",
      help: "A condition on an action stands behind `when`: `expect never f when args.n > 3`.",
    },
    {
      found: /^\w/,
      line: /\bexpect failed $/,
      help: "The failure stands behind `with`: `expect failed with full`.",
    },
  ],
  "eventClause triggerClause": [
    {
      found: /^(?:,|and|\+)$/,
      line: /\bby [\w.]+ ?$/,
      help: `Several together are one text: \`by "$\{a}/$\{b}"\`.`,
    },
  ],
  severity: [
    { found: "block critical error fatal high mandatory required", instead: "blocking" },
    { found: "warn medium", instead: "warning" },
    { found: "low minor", instead: "advisory" },
    { found: "hint info", instead: "informational" },
  ],
};
