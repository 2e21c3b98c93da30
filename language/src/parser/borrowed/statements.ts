import type { BorrowedRow } from "./row.ts";

/** Where a statement begins. */
export const statementRows: readonly BorrowedRow[] = [
  ["if", "when", "What is done on a condition stands in `when c { … } else { … }`."],
  ["unless guard", undefined, "Write `when not c { … }`."],
  ["end endif fi done esac endfor endwhile", undefined, "A block stands in braces: `{ … }`."],
  ["elif elsif elseif", undefined, "Behind the closing brace goes on `else when c { … }`."],
  ["switch case select choose choice", "match", "Cases stand in `match e { a { … } b { … } else { … } }`."],
  [
    "for foreach each loop map iterate with_items matrix",
    undefined,
    "A loop is a step, and has a bound: `step all = for x in list up to 100 { … yield y }`.",
  ],
  [
    "while repeat until",
    undefined,
    "Rounds are a step, and have a bound: `step last = for v from first up to 10 until done { … yield next }`.",
  ],
  [
    "parallel concurrent concurrently fork spawn async all gather par",
    undefined,
    "Steps run side by side unless one uses another: write them one below the other, without a block.",
  ],
  [
    "serial sequential series in_order chain",
    "sequence",
    "What follows one another although no value says so stands in `sequence { … }`.",
  ],
  ["race any either", undefined, "Write `step winner = first of { a = f(x), b = g(x) }`."],
  ["vote consensus majority", undefined, "Write `step agreed = quorum 2 of { f(x), g(x), h(x) }`."],
  [
    "try catch except rescue handle on_error on_failure on_exception",
    undefined,
    "A failure is handled behind the step that fails: `step a = f(x) else when error == timeout { yield y }`.",
  ],
  [
    "ensure defer cleanup always teardown",
    undefined,
    "What is done however a plan ends stands in its last block: `finally { … }`.",
  ],
  ["const var val def set define declare assign vars", "let", "A value gets its name with `let x = …`."],
  ["task action job activity stage node", "step", "A call stands in a step: `step a = f(x)`."],
  [
    "run call invoke exec execute do await perform apply start use uses",
    undefined,
    "A call stands in a step, which names its result: `step a = f(x)`.",
  ],
  ["sleep delay pause", "wait", "Time passes with `wait 5m`, or with `wait until` and an instant."],
  [
    "throw raise error abort exit panic reject",
    "fail",
    'A plan fails with `fail "why"`, or by a name that it declares: `fail name "why"`.',
  ],
  ["publish dispatch raise_event send_event trigger", "emit", "An event is sent with `emit name(…)`."],
  [
    "print println echo log console debug",
    undefined,
    "The journal keeps every step by itself; to tell somebody, call a capability: `step told = notify(x)`.",
  ],
  [
    "budget cost spend max_cost",
    undefined,
    "What runs of a plan may cost at most is said by a guardrail, `guardrail g { cost <= $5 }`, or by the goal that it achieves.",
  ],
  ["output outputs result give", "return", "A plan gives its result with `return`."],
  [
    "lock acquire reserve hold using mutex semaphore",
    undefined,
    "A resource is held for a block: `with van = vans wait 5m for 1h { … }`.",
  ],
  [
    "assert require expect check verify validate",
    undefined,
    'Write `when not c { fail "why" }`; what has to hold of every run is said by a guardrail.',
  ],
  [
    "depends_on needs requires wait_for runs_after",
    undefined,
    "Order comes from what a step uses; where it uses nothing, say it behind the call: `step b = g(x) { after a }`.",
  ],
  [
    "break continue goto next skip",
    undefined,
    "Rounds end by their bound or by `until`; what some of them leave out stands in a `when`.",
  ],
];

/** Where a step's call begins. */
export const callRows: readonly BorrowedRow[] = [
  [
    "if",
    undefined,
    "A value on a condition is a `let`: `let x = if c then a else b`; a step on a condition stands in `when c { step … }`.",
  ],
  [
    "await async run call invoke exec execute do start",
    undefined,
    "Name what is called alone: `step a = f(x)`.",
  ],
  [
    "parallel all gather join concurrently fork",
    undefined,
    "Steps run side by side unless one uses another: give each a step of its own.",
  ],
  ["race any either select", undefined, "Write `first of { a = f(x), b = g(x) }`."],
  ["vote consensus majority", undefined, "Write `quorum 2 of { f(x), g(x), h(x) }`."],
  ["foreach each map loop", undefined, "Write `for x in list up to 100 { … yield y }`."],
  ["while repeat until", undefined, "Write `for v from first up to 10 until done { … yield next }`."],
  ["sleep delay pause", undefined, "Write `wait 5m`."],
  ["try", undefined, "Handle the failure behind the call: `step a = f(x) else g(x)`."],
  [
    "match switch case when",
    undefined,
    "A value by cases is a `let`; steps by cases stand in `match e { a { step … } }`.",
  ],
];
