import type { ForeignProductions } from "./production.ts";

/** At top level. */
export const declarations: ForeignProductions = {
  declaration: [
    {
      found: "clearance",
      help: "A role is trusted with a label, `role clerk trust personal`; the clearance of a capability stands in its braces.",
    },
    {
      found:
        "workflow pipeline job flow process dag playbook procedure routine saga orchestration state_machine",
      instead: "plan",
      help: "Steps are written in a `plan`.",
    },
    {
      found: "def fn func fun function method sub proc",
      help: "A capability (`tool`, `service`, `agent`, `llm`, `human`) acts on the world; a `plan` combines capabilities.",
    },
    {
      found: "task action activity api operation connector integration command client endpoint",
      instead: "tool",
      help: "Something that acts on the world is a capability: `tool`, `service`, `agent`, `llm` or `human`.",
    },
    {
      found: "struct class interface record schema dataclass typedef object entity",
      instead: "type",
      help: "A shape is a `type`: `type Order { id: String }`, `type Size = small | large`.",
    },
    {
      found: "enum enumeration",
      instead: "type",
      help: "Members are parted by bars: `type Size = small | large`.",
    },
    {
      found: "test spec it describe case example",
      instead: "scenario",
      help: 'A test is a scenario: `scenario "…" for plan { … }`.',
    },
    {
      found: "rule constraint invariant assertion law",
      instead: "guardrail",
      help: "A rule that every run has to keep is a `guardrail`.",
    },
    {
      found: "permission authorization authorisation acl access",
      instead: "policy",
      help: "A rule that decides about one action is a `policy`.",
    },
    {
      found: "use using include require from load",
      instead: "import",
      help: "Another module's names come in with `import a.b { x, Y }`, above all declarations.",
    },
    {
      found: "package namespace",
      instead: "module",
      help: "A file begins with `module` and its path: `module a.b`.",
    },
    {
      found: "cron schedule automation hook listener on every subscription webhook watch",
      instead: "trigger",
      help: 'A trigger starts plans: `trigger name { on schedule "0 7 * * *"  start plan() }`.',
    },
    {
      found: "approval manual person user user_task form",
      instead: "human",
      help: "A person's work is a `human` capability.",
    },
    {
      found: "prompt model chat completion",
      instead: "llm",
      help: "A question to a model is an `llm` capability.",
    },
    {
      found: "bot assistant",
      instead: "agent",
      help: "Software that acts by its own judgement is an `agent` capability.",
    },
    {
      found: "pool queue lock semaphore mutex fleet worker device",
      instead: "resource",
      help: "Something of which there is a limited number is a `resource`.",
    },
    {
      found: "sensor variable measurement metric reading",
      instead: "signal",
      help: "A current reading is a `signal`.",
    },
    { found: "boolean toggle", instead: "flag", help: "A fact that is true or false is a `flag`." },
    { found: "message topic notification", instead: "event", help: "Something that happens is an `event`." },
    {
      found: "objective target",
      instead: "goal",
      help: "A result that is wanted, whichever plan achieves it, is a `goal`.",
    },
    {
      found: "const var val define set",
      instead: "let",
      help: "A constant at top level is named with `let`: `let most = 20`.",
    },
    {
      found: "public export pub",
      help: "Everything at top level is public unless `private` stands before it.",
    },
    { found: "async static final abstract", help: "Leave it out: a declaration begins with its kind." },
  ],
};
