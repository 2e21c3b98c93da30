import type { ForeignProductions } from "./production.ts";

/** Where a grammar rule cannot go on, by the names of the rules. */
export const forms: ForeignProductions = {
  "block planBody scenario": [
    { wants: "{", found: /^(?::|begin|do)$/, help: "A block stands in braces: `{ … }`." },
  ],
  block: [
    {
      wants: "{",
      found: /^(?:=>|->)$/,
      help: "A case is its member and a block: `small { … }`; for all others `else { … }`.",
      instead: "",
    },
    {
      wants: "{",
      found: /^[a-z_]/i,
      before: /^(?:case|default|when)$/,
      help: "A case is its member and a block: `small { … }`; for all others `else { … }`.",
    },
    { wants: "{", found: /^else$/, help: "A value on a condition is `if c then a else b`." },
    {
      wants: "{",
      found: /^(?:tolerat|toleranc|allow|accept)/,
      line: /= for /,
      help: "That some of the rounds may fail is said behind the loop: `for x in list up to 5 { … } { optional up to 10% }`.",
    },
    {
      wants: "{",
      found: /^(?:within|wait|timeout)$/,
      line: /\bwith \w+ = .* for /,
      help: "The time to wait for a member stands before the time to hold it: `with x = pool wait 5m for 1h { … }`.",
    },
    { wants: "{", found: /^while$/, help: "Rounds end with `until`: `up to 5 until c { … }`." },
  ],
  operand: [
    { found: /^then$/, before: /^and$/, help: "Two conditions are joined by `and` alone.", instead: "" },
    { found: /^\.$/, help: "A member is written by its name alone: `small`, or `Size.small`.", instead: "" },
  ],
  conditional: [{ wants: "then", found: /./, help: "A value on a condition is `if c then a else b`." }],
  arm: [
    {
      wants: ":",
      found: /^as$/,
      help: "In its arm the value of the branch that has won stands under its name: `match r { a: r.a, b: r.b }`.",
    },
    { wants: ":", found: /^(?:=>|->|=)$/, help: "A case and its value are joined by a colon.", instead: ":" },
  ],
  loopSource: [
    { found: /^[a-z_]/i, before: /^each$/, help: "A loop is `for x in list`, without `each`." },
    { found: /^of$/, help: "A loop goes through a list with `in`.", instead: "in" },
  ],
  "let step": [
    { wants: "=", found: /^==$/, help: "A name gets its value by one equals sign.", instead: "=" },
  ],
  let: [
    {
      wants: "=",
      found: /^[a-z_]/i,
      before: /^(?:mut|const|var|val|final)$/,
      help: "A value is never changed: `let x = 1`.",
    },
    { wants: "NAME", found: /^[{[(]$/, help: "A name stands for one value: `let a = x.a`." },
  ],
  type: [
    { found: /^"/, help: "Members are written without quotes: `type Size = small | large`." },
    { found: /^(?:none|\()$/, before: /^->$/, help: "Without a result there is no `->`: leave it out." },
  ],
  "field param": [
    {
      wants: ":",
      found: /^[a-z_]/i,
      before: /^[A-Z]/,
      help: "The name stands first, then a colon and the type: `n: Int`.",
    },
  ],
  dedupeClause: [{ found: /^by$/, help: "The time stands first: `dedupe 10m by id`." }],
  effectClause: [
    {
      found: /./,
      help: "`pure` changes nothing in the world, `idempotent` may be done twice, `once` may not.",
    },
  ],
  expression: [
    {
      found: /^\}$/,
      before: /^return$/,
      help: "A plan without a result just ends; one with a result gives it here: `return x`.",
    },
    {
      found: /^\}$/,
      before: /^yield$/,
      help: "Say what the round gives: `yield x`; a loop of which nothing is used needs no `yield`.",
    },
  ],
  step: [
    { wants: "=", found: /^[({]$/, help: "A step has a name, and a call behind its `=`: `step a = f(x)`." },
    { wants: "NAME", found: /^"/, help: "A step's name is a word without quotes: `step a = f(x)`." },
  ],
  path: [
    { wants: "ID", found: /^[*{]$/, help: "Names are imported one by one: `import a.b { x, Y }`." },
    { wants: "ID", found: /^"/, before: /^emit$/, help: "An event is sent by its name: `emit name(id: x)`." },
    { wants: "ID", found: /^"/, help: "A module's path is written without quotes: `module a.b`." },
  ],
  "": [
    {
      wants: "}",
      found: /^[/*]$/,
      before: /^[A-Z]/,
      help: "A quantity that is composed of several has a name of its own: `Speed`, `Flow`, `Area`, `Volume`, `Power`, `DataRate`.",
    },
    { wants: "}", found: /^"/, help: "Fields are names without quotes: `{ a: 1 }`." },
    { wants: "}", found: /^=>$/, help: "A field and its value are joined by a colon.", instead: ":" },
    {
      wants: "}",
      found: /^(?:\.\.|\*)$/,
      help: "Another record's fields are taken over by three dots: `{ ...a, b: 1 }`.",
    },
    { wants: "}", found: /^\d/, help: "A list stands in `[ ]`: `[1, 2]`." },
    {
      wants: "}",
      found: /^<$/,
      before: /^(?:Dict|Record|Object|HashMap|Dictionary|dict|map)$/,
      help: "Values by a text are a `Map<String, T>`.",
    },
    {
      wants: ")",
      found: /^,$/,
      help: "Several values stand in a list, `[a, b]`, or in a record, `{ a, b }`.",
    },
    {
      wants: ")",
      found: /^[/*]$/,
      before: /^[A-Z]/,
      help: "A quantity that is composed of several has a name of its own: `Speed`, `Flow`, `Area`, `Volume`, `Power`, `DataRate`.",
    },
    {
      wants: ")",
      found: /^\/$/,
      help: 'The form of a text is a matter of its type: `type Code = String matching "[A-Z]+"`.',
    },
    {
      wants: ")",
      found: /^\|$/,
      help: "Write the function of each item as `x => …`: `list.map(x => x.size)`.",
    },
  ],
  trigger: [
    {
      wants: "{",
      found: /^(?:on|every|when)$/,
      help: "Write the cause inside the braces: `trigger t { on …  start plan() }`.",
    },
  ],
  triggerSource: [
    {
      found: /^[a-z_]/i,
      help: 'Name the cause after its kind: `on event name`, `on schedule "0 7 * * *"`.',
    },
  ],
  params: [
    {
      wants: "(",
      found: /^[{=:]$/,
      help: "Fields and parameters stand in round brackets behind the name, also where there are none: `name(id: String)`, `name()`.",
    },
  ],
  beforeRule: [
    {
      wants: "before",
      found: /./,
      before: /^(?:if|where)$/,
      help: "A condition on an action stands behind `when`: `never a when args.n > 3`.",
    },
    { wants: "before", found: /^<$/, help: "A bound says how much at most: `cost <= $5`.", instead: "<=" },
    {
      wants: "before",
      found: /^(?:->|=>|then|precedes|prior)$/,
      help: "Write the first action first: `a before b`.",
      instead: "before",
    },
    { wants: "before", found: /^(?:after|follows)$/, help: "Write the first action first: `b before a`." },
    {
      wants: "before",
      found: /./,
      before:
        /^(?:accepted|approved|confirmed|done|finished|ok|rejected|returned|succeeded|success|successful)$/,
      help: "Write the outcome of an action as `completed`, `failed` or `granted`: `a granted before b`.",
    },
    {
      wants: "before",
      found: /./,
      help: "Say `a before b`, `every a followed by b`, `every a preceded by b`, `at most 3 a`, `never a` or `cost <= $5`.",
    },
  ],
  everyRule: [
    {
      found: /^(?:if|where)$/,
      help: "A condition on an action stands behind `when`: `every a when args.n > 3 preceded by b`.",
      instead: "when",
    },
  ],
  decisionClause: [
    {
      wants: "when",
      found: /^(?:if|where|unless)$/,
      help: "A condition stands behind `when`: `deny when c`.",
      instead: "when",
    },
    { wants: "when", found: /./, help: 'Say when, or `when true` for always: `deny when true because "…"`.' },
  ],
  deferClause: [
    {
      wants: "when",
      found: /^(?:if|where|while)$/,
      help: "A condition stands behind `when`: `defer when c within 3d`.",
      instead: "when",
    },
    {
      wants: "when",
      found: /./,
      help: "Say when it waits, and how long at most: `defer when c within 3d`. It goes on once the condition no longer holds.",
    },
    { wants: "within", found: /./, help: "Say how long it waits at most: `defer when c within 3d`." },
  ],
  string: [
    {
      found: /^[a-z_]/i,
      before: /^scenario$/,
      help: 'A scenario has its name in quotes: `scenario "all goes well" for plan { … }`.',
    },
    { found: /^\}$/, before: /^fail$/, help: 'Say why: `fail "why"`.' },
    { found: /^\($/, before: /^fail$/, help: 'The reason stands without brackets: `fail "why"`.' },
  ],
  operatorClause: [
    {
      wants: "at",
      found: /^(?:after|in)$/,
      help: "When the operator does it is counted from the start of the run: `operator cancels at 5m`.",
      instead: "at",
    },
  ],
  race: [
    {
      wants: "of",
      found: /^\{$/,
      help: "The first of several branches counts: `first of { a = …, b = … }`.",
      instead: "of {",
    },
  ],
  givenClause: [
    {
      wants: "=",
      found: /^\($/,
      help: "Give a signal's value as `given signal name(index) = …`, and an event as `given event name(field: x) at 5m`.",
    },
    {
      wants: "at",
      found: /^(?:after|in)$/,
      help: "The time of an event is counted from the start of the run: `given event name(field: x) at 5m`.",
      instead: "at",
    },
    {
      wants: "at",
      found: /./,
      help: "Say when the event happens, counted from the start of the run: `given event name(field: x) at 5m`.",
    },
  ],
  scenario: [
    { wants: "for", found: /./, help: 'A scenario says of which plan it is: `scenario "…" for plan { … }`.' },
  ],
  askClause: [
    {
      wants: "NAME",
      found: /^"/,
      help: "A role may answer, without quotes: `role lead` at top level, `ask lead` here.",
    },
  ],
  runClause: [
    { wants: "ID", found: /^"/, help: 'The method stands before the address: `run http post "https://…"`.' },
  ],
  resource: [
    {
      wants: "{",
      found: /^[*[:(]$/,
      help: "How many there are stands behind the kind: `resource vans: Van x 3`.",
    },
  ],
  argumentList: [
    {
      wants: "(",
      found: /^[^{]/,
      before: /^(?:yield|return|fail)$/,
      help: "Write the replacement in braces: `else { yield v }`.",
    },
    {
      wants: "(",
      found: /^\{$/,
      line: /\belse \w+ $/,
      help: "A failure is named by a condition: `else when error == full { … }`.",
    },
    { wants: "(", found: /^\{$/, help: "Write arguments in round brackets: `name(id: x)`." },
    {
      wants: "(",
      found: /./,
      line: /\b(?:given event|emit) [\w.]+ ?$/,
      help: "The fields of an event stand in round brackets, also where there are none: `name(id: x)`, `name()`.",
    },
  ],
  planBody: [
    {
      wants: "{",
      found: /^(?:implements|extends|fulfills|fulfils|satisfies|realizes|for)$/,
      help: "The goal of a plan is named by `achieves`.",
      instead: "achieves",
    },
  ],
};
