import type { BorrowedRow } from "./row.ts";

/** At top level. */
export const declarationRows: readonly BorrowedRow[] = [
  [
    "workflow pipeline job flow process dag playbook procedure routine saga orchestration state_machine",
    "plan",
    "What is done step by step is a `plan`.",
  ],
  [
    "def fn func fun function method sub proc",
    undefined,
    "What acts on the world is a capability (`tool`, `service`, `agent`, `llm`, `human`); what puts them together is a `plan`.",
  ],
  [
    "task action activity api operation connector integration command client endpoint",
    "tool",
    "What acts on the world is a capability: `tool`, `service`, `agent`, `llm` or `human`.",
  ],
  [
    "struct class interface record schema dataclass typedef object entity",
    "type",
    "A shape is a `type`: `type Order { id: String }`, `type Size = small | large`.",
  ],
  ["enum enumeration", "type", "Members are parted by bars: `type Size = small | large`."],
  ["test spec it describe case example", "scenario", 'A test is a scenario: `scenario "…" for plan { … }`.'],
  ["rule constraint invariant assertion law", "guardrail", "What has to hold of every run is a `guardrail`."],
  [
    "permission authorization authorisation acl access",
    "policy",
    "What decides about one action is a `policy`.",
  ],
  [
    "use using include require from load",
    "import",
    "Another module's names come in with `import a.b { x, Y }`, above all declarations.",
  ],
  ["package namespace", "module", "A file begins with `module` and its path: `module a.b`."],
  [
    "cron schedule automation hook listener on every subscription webhook watch",
    "trigger",
    'What starts plans is a trigger: `trigger name { on schedule "0 7 * * *"  start plan() }`.',
  ],
  ["approval manual person user user_task form", "human", "What a person does is a `human` capability."],
  ["prompt model chat completion", "llm", "What a model answers is an `llm` capability."],
  ["bot assistant", "agent", "What acts by its own judgement is an `agent` capability."],
  [
    "pool queue lock semaphore mutex fleet worker device",
    "resource",
    "What there is so many of is a `resource`.",
  ],
  ["sensor variable measurement metric reading", "signal", "What is true now is a `signal`."],
  ["boolean toggle", "flag", "What holds or not is a `flag`."],
  ["message topic notification", "event", "What happens is an `event`."],
  ["objective target", "goal", "What is wanted, whichever plan achieves it, is a `goal`."],
  [
    "const var val define set",
    undefined,
    "At top level there are no values: name one inside a plan with `let`, or give a parameter a default.",
  ],
  ["public export pub", undefined, "Everything at top level is public unless `private` stands before it."],
  ["async static final abstract", undefined, "Leave it out: a declaration begins with its kind."],
];
