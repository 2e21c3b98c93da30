import type { ForeignProductions } from "./production.ts";

/** In a plan's body: statements, the calls of steps, and the options behind a call. */
export const statements: ForeignProductions = {
  statement: [
    {
      found: "if",
      instead: "when",
      help: "Write conditional steps in `when c { … } else { … }`.",
    },
    { found: "unless guard", help: "Write `when not c { … }`." },
    { found: "end endif fi done esac endfor endwhile", help: "A block stands in braces: `{ … }`." },
    { found: "elif elsif elseif", help: "Behind the closing brace goes on `else when c { … }`." },
    {
      found: "switch case select choose choice",
      instead: "match",
      help: "Cases stand in `match e { a { … } b { … } else { … } }`.",
    },
    {
      found: "for foreach each loop map iterate with_items matrix",
      help: "A loop is a step, and has a bound: `step all = for x in list up to 100 { … yield y }`.",
    },
    {
      found: "while repeat until",
      help: "Rounds are a step, and have a bound: `step last = for v from first up to 10 until done { … yield next }`.",
    },
    {
      found: "parallel concurrent concurrently fork spawn async all gather par",
      help: "Steps run side by side unless one uses another: write them one below the other, without a block.",
    },
    {
      found: "serial sequential series in_order chain",
      instead: "sequence",
      help: "Write steps that follow one another, although no value connects them, in `sequence { … }`.",
    },
    { found: "race any either", help: "Write `step winner = first of { a = f(x), b = g(x) }`." },
    { found: "vote consensus majority", help: "Write `step agreed = quorum 2 of { f(x), g(x), h(x) }`." },
    {
      found: "try catch except rescue handle on_error on_failure on_exception",
      help: "A failure is handled behind the step that fails: `step a = f(x) else when error == timeout { yield y }`.",
    },
    {
      found: "ensure defer cleanup always teardown",
      help: "Write steps that are done however a plan ends in its last block: `finally { … }`.",
    },
    {
      found: "const var val def set define declare assign vars",
      instead: "let",
      help: "A value gets its name with `let x = …`.",
    },
    {
      found: "task action job activity stage node",
      instead: "step",
      help: "A call stands in a step: `step a = f(x)`.",
    },
    {
      found: "run call invoke exec execute do await perform apply start use uses",
      help: "A call stands in a step, which names its result: `step a = f(x)`.",
    },
    {
      found: "sleep delay pause",
      instead: "wait",
      help: "Time passes with `wait 5m`, or with `wait until` and an instant.",
    },
    {
      found: "throw raise error abort exit panic reject",
      instead: "fail",
      help: 'A plan fails with `fail "why"`, or by a name that it declares: `fail name "why"`.',
    },
    {
      found: "publish dispatch raise_event send_event trigger",
      instead: "emit",
      help: "An event is sent with `emit name(…)`.",
    },
    {
      found: "print println echo log console debug",
      help: "The journal keeps every step by itself; to tell somebody, call a capability: `step told = notify(x)`.",
    },
    {
      found: "budget cost spend max_cost",
      help: "Limit the cost of a plan's runs by a guardrail, `guardrail g { cost <= $5 }`, or by the goal that it achieves.",
    },
    {
      found: "output outputs result give",
      instead: "return",
      help: "A plan gives its result with `return`.",
    },
    {
      found: "lock acquire reserve hold using mutex semaphore",
      help: "A resource is held for a block: `with van = vans wait 5m for 1h { … }`.",
    },
    {
      found: "assert require expect check verify validate",
      help: 'Write `when not c { fail "why" }`; what has to hold of every run is said by a guardrail.',
    },
    {
      found: "depends_on needs requires wait_for runs_after",
      help: "Order comes from what a step uses; where it uses nothing, say it behind the call: `step b = g(x) { after a }`.",
    },
    {
      found: "break continue goto next skip",
      help: "Rounds end by their bound or by `until`; what some of them leave out stands in a `when`.",
    },
    {
      found: /^(?:if|unless|when)$/,
      help: "A conditional step stands in a block: `when c { return x }`; a value on a condition is `if c then a else b`.",
    },
    { found: /^as$/, help: "A value is of one type and is not made another; in a text it stands by itself." },
    { found: /^(?:PM|AM|pm|am)$/, help: "Times are written from `00:00` to `23:59`." },
    {
      found: /^\d\d:\d\d/,
      before: /^\d{4}-/,
      help: "An instant is written with a `T` and its offset: `2026-12-01T10:00Z`.",
    },
    { found: /^:$/, before: /^\d$/, help: "A time of day has two digits on each side: `09:00`." },
    {
      found: /^\+$/,
      before: /"$/,
      help: `Texts and values are put together in one text: \`"Hello $\{name}"\`.`,
    },
    { found: /^by$/, help: "Name the key of overlapping runs first: `overlap skip by x up to 3`." },
    {
      found: /^\?\?$/,
      help: "Write the replacement after the step that may fail: `step a = f(x) else { yield v }`.",
    },
    {
      found: /^\|$/,
      help: "Each call is a step of its own, and is given what the one before it gave: `step a = f(x)  step b = g(a)`.",
    },
    {
      found: /^on$/,
      help: "A failure is handled behind the step that fails: `step a = f(x) else when error == timeout { yield y }`.",
    },
    {
      found: /^(?:\{|within|timeout|for)$/,
      line: /^\s*wait until /,
      help: "A wait with a limit is a step: `step ok = wait until c within 1h`.",
    },
    { found: /^\{$/, before: /^[A-Z]/, help: 'A record is written without its type\'s name: `{ id: "x" }`.' },
    {
      found: /^\{$/,
      before: /^[)}]$/,
      help: "The options of a step stand behind its call, before any `else`: `step a = f(x) { after b } else { … }`.",
    },
    { found: /^\{$/, help: "Write the function of each item as `x => …`: `list.map(x => x.size)`." },
    {
      found: /^[A-Za-z]/,
      before: /^new$/,
      help: 'A record is written without its type\'s name: `{ id: "x" }`.',
    },
    {
      found: /./,
      before: /^for$/,
      help: "Time passes with `wait 5m`. A step waits for an event, `step e = wait for event x within 5m`, or a condition, `step ok = wait until c within 5m`.",
    },
  ],
  call: [
    {
      found: "if",
      help: "A value on a condition is a `let`: `let x = if c then a else b`; a step on a condition stands in `when c { step … }`.",
    },
    {
      found: "await async run call invoke exec execute do start",
      help: "Name what is called alone: `step a = f(x)`.",
    },
    {
      found: "parallel all gather join concurrently fork",
      help: "Steps run side by side unless one uses another: give each a step of its own.",
    },
    { found: "race any either select", help: "Write `first of { a = f(x), b = g(x) }`." },
    { found: "vote consensus majority", help: "Write `quorum 2 of { f(x), g(x), h(x) }`." },
    { found: "foreach each map loop", help: "Write `for x in list up to 100 { … yield y }`." },
    { found: "while repeat until", help: "Write `for v from first up to 10 until done { … yield next }`." },
    { found: "sleep delay pause", help: "Write `wait 5m`." },
    { found: "try", help: "Handle the failure behind the call: `step a = f(x) else g(x)`." },
    {
      found: "match switch case when",
      help: "A value by cases is a `let`; steps by cases stand in `match e { a { step … } }`.",
    },
  ],
  stepOption: [
    {
      found: "depends_on depends needs requires dependencies wait_for waits_for runs_after follows",
      instead: "after",
      help: "A step comes after others by what it uses; where it uses nothing: `{ after a, b }`.",
    },
    {
      found: "retries max_retries retry_count max_attempts tries retry_policy",
      instead: "retry",
      help: "Write `{ retry 3 backoff 1s..1m }`.",
    },
    {
      found: "deadline time_limit ttl max_duration max_time",
      instead: "timeout",
      help: "Write `{ timeout 30s }`.",
    },
    {
      found: "backoff delay every interval",
      help: "It belongs to `retry`, before its condition: `{ retry 3 backoff 1s..1m when error == transient }`.",
    },
    {
      found: "if when condition only_if unless",
      help: "A step on a condition stands in `when c { step … }`.",
    },
    {
      found: "catch on_error on_failure on_exception rescue fallback except handler else",
      help: "Write the replacement after the step: `step a = f(x) { retry 2 } else g(x)`.",
    },
    {
      found: "continue_on_error ignore_errors ignore_error allow_failure may_fail best_effort",
      instead: "optional",
      help: "A step that may fail is `{ optional }`.",
    },
    {
      found: "rollback compensate compensation compensates revert reverse on_rollback",
      instead: "undo",
      help: "Write `{ undo f(result.id) }`.",
    },
    { found: "runs_on location tier where place region host", instead: "at", help: "Write `{ at edge }`." },
    { found: "memoize memoise cached caching", instead: "cache", help: "Write `{ cache 1h }`." },
    { found: "importance weight urgency", instead: "priority", help: "Write `{ priority high }`." },
    {
      found: "validate check assert expect verify condition_met",
      instead: "accept",
      help: "Write `{ accept it.size > 0 }`.",
    },
    { found: "reason comment note why description", instead: "because", help: 'Write `{ because "…" }`.' },
    {
      found: "args arguments params parameters inputs input with",
      help: "Arguments stand in the call's parentheses: `f(x, n: 2)`.",
    },
    { found: "name id label", help: "A step's name stands before its call: `step name = f(x)`." },
    {
      found: "parallel concurrency max_parallel",
      help: "Steps run side by side by themselves; a loop's rounds by `at once 4` behind its bound.",
    },
  ],
};
