/*
 * What other languages put in places where something else is expected here. A row is asked when the grammar rule that
 * it names could not go on; the first that fits tells how it is written here.
 */

export interface Form {
  /** The grammar rules that could not go on. */
  readonly rules: string;
  /** What was expected there, as it is written; left out where several things could stand. */
  readonly wants?: string;
  /** What stands there. */
  readonly found: RegExp;
  /** What stands before that. */
  readonly before?: RegExp;
  /** All that stands before that on its line. */
  readonly line?: RegExp;
  readonly help: string;
  /** What can take its place as it stands. */
  readonly instead?: string;
}

const inBraces = "A block stands in braces: `{ … }`.";
const noResult = "What gives no result has no `->`: leave it out.";
const oneName = "A name stands for one value: `let a = x.a`.";
const cases = "A case is its member and a block: `small { … }`; for all others `else { … }`.";
const ifThen = "A value on a condition is `if c then a else b`.";
const instead = "What is done instead stands in braces: `else { yield v }`.";

const ofQuantities =
  "What is made of several quantities has a name of its own: `Speed`, `Flow`, `Area`, `Volume`, `Power`, `DataRate`.";

/** A quoted text as a token is written. */
const text = /^"/;
const name = /^[a-z_]/i;

export const forms: readonly Form[] = [
  { rules: "block planBody scenario", wants: "{", found: /^(?::|begin|do)$/, help: inBraces },
  { rules: "block", wants: "{", found: /^(?:=>|->)$/, help: cases, instead: "" },
  { rules: "block", wants: "{", found: name, before: /^(?:case|default|when)$/, help: cases },
  { rules: "block", wants: "{", found: /^else$/, help: ifThen },
  {
    rules: "block",
    wants: "{",
    found: /^(?:tolerat|toleranc|allow|accept)/,
    line: /= for /,
    help: "That some of the rounds may fail is said behind the loop: `for x in list up to 5 { … } { optional up to 10% }`.",
  },
  { rules: "block", wants: "{", found: /^while$/, help: "Rounds end with `until`: `up to 5 until c { … }`." },
  {
    rules: "operand",
    found: /^then$/,
    before: /^and$/,
    help: "Two conditions are joined by `and` alone.",
    instead: "",
  },
  {
    rules: "operand",
    found: /^\.$/,
    help: "A member is written by its name alone: `small`, or `Size.small`.",
    instead: "",
  },
  { rules: "conditional", wants: "then", found: /./, help: ifThen },
  {
    rules: "arm",
    wants: ":",
    found: /^as$/,
    help: "In its arm the value of the branch that has won stands under its name: `match r { a: r.a, b: r.b }`.",
  },
  {
    rules: "arm",
    wants: ":",
    found: /^(?:=>|->|=)$/,
    help: "A case and its value are joined by a colon.",
    instead: ":",
  },
  {
    rules: "loopSource",
    found: name,
    before: /^each$/,
    help: "A loop is `for x in list`, without `each`.",
  },
  { rules: "loopSource", found: /^of$/, help: "A loop goes through a list with `in`.", instead: "in" },
  {
    rules: "let step",
    wants: "=",
    found: /^==$/,
    help: "A name gets its value by one equals sign.",
    instead: "=",
  },
  {
    rules: "let",
    wants: "=",
    found: name,
    before: /^(?:mut|const|var|val|final)$/,
    help: "A value is never changed: `let x = 1`.",
  },
  { rules: "let", wants: "NAME", found: /^[{[(]$/, help: oneName },
  { rules: "type", found: text, help: "Members are written without quotes: `type Size = small | large`." },
  { rules: "type", found: /^(?:none|\()$/, before: /^->$/, help: noResult },
  {
    rules: "field param",
    wants: ":",
    found: name,
    before: /^[A-Z]/,
    help: "The name stands first, then a colon and the type: `n: Int`.",
  },
  {
    rules: "effectClause",
    found: /./,
    help: "`pure` changes nothing in the world, `idempotent` may be done twice, `once` may not.",
  },
  {
    rules: "expression",
    found: /^\}$/,
    before: /^return$/,
    help: "A plan without a result just ends; one with a result gives it here: `return x`.",
  },
  {
    rules: "expression",
    found: /^\}$/,
    before: /^yield$/,
    help: "Say what the round gives: `yield x`; a loop of which nothing is used needs no `yield`.",
  },
  {
    rules: "step",
    wants: "=",
    found: /^[({]$/,
    help: "A step has a name, and a call behind its `=`: `step a = f(x)`.",
  },
  {
    rules: "step",
    wants: "NAME",
    found: text,
    help: "A step's name is a word without quotes: `step a = f(x)`.",
  },
  {
    rules: "path",
    wants: "ID",
    found: /^[*{]$/,
    help: "Names are imported one by one: `import a.b { x, Y }`.",
  },
  {
    rules: "path",
    wants: "ID",
    found: text,
    before: /^emit$/,
    help: "An event is sent by its name: `emit name(id: x)`.",
  },
  {
    rules: "path",
    wants: "ID",
    found: text,
    help: "A module's path is written without quotes: `module a.b`.",
  },
  { rules: "", wants: "}", found: /^[/*]$/, before: /^[A-Z]/, help: ofQuantities },
  { rules: "", wants: "}", found: text, help: "Fields are names without quotes: `{ a: 1 }`." },
  {
    rules: "",
    wants: "}",
    found: /^=>$/,
    help: "A field and its value are joined by a colon.",
    instead: ":",
  },
  {
    rules: "",
    wants: "}",
    found: /^(?:\.\.|\*)$/,
    help: "Another record's fields are taken over by three dots: `{ ...a, b: 1 }`.",
  },
  { rules: "", wants: "}", found: /^\d/, help: "A list stands in `[ ]`: `[1, 2]`." },
  {
    rules: "",
    wants: "}",
    found: /^<$/,
    before: /^(?:Dict|Record|Object|HashMap|Dictionary|dict|map)$/,
    help: "Values by a text are a `Map<String, T>`.",
  },
  {
    rules: "",
    wants: ")",
    found: /^,$/,
    help: "Several values stand in a list, `[a, b]`, or in a record, `{ a, b }`.",
  },
  { rules: "", wants: ")", found: /^[/*]$/, before: /^[A-Z]/, help: ofQuantities },
  {
    rules: "",
    wants: ")",
    found: /^\/$/,
    help: 'The form of a text is a matter of its type: `type Code = String matching "[A-Z]+"`.',
  },
  {
    rules: "",
    wants: ")",
    found: /^\|$/,
    help: "What is done with each item is `x => …`: `list.map(x => x.size)`.",
  },
  {
    rules: "trigger",
    wants: "{",
    found: /^(?:on|every|when)$/,
    help: "What sets it off stands inside of its braces: `trigger t { on …  start plan() }`.",
  },
  {
    rules: "triggerSource",
    found: name,
    help: 'What happens is named behind its kind: `on event name`, `on schedule "0 7 * * *"`.',
  },
  {
    rules: "params",
    wants: "(",
    found: /^[{=:]$/,
    help: "Fields and parameters stand in round brackets behind the name, also where there are none: `name(id: String)`, `name()`.",
  },
  {
    rules: "beforeRule",
    wants: "before",
    found: /^<$/,
    help: "A bound says how much at most: `cost <= $5`.",
    instead: "<=",
  },
  {
    rules: "beforeRule",
    wants: "before",
    found: /^(?:->|=>|then|precedes|prior)$/,
    help: "What comes first stands first: `a before b`.",
    instead: "before",
  },
  {
    rules: "beforeRule",
    wants: "before",
    found: /^(?:after|follows)$/,
    help: "What comes first stands first: `b before a`.",
  },
  {
    rules: "beforeRule",
    wants: "before",
    found: /./,
    before:
      /^(?:accepted|approved|confirmed|done|finished|ok|rejected|returned|succeeded|success|successful)$/,
    help: "What became of an action is said by `completed`, `failed` or `granted`: `a granted before b`.",
  },
  {
    rules: "beforeRule",
    wants: "before",
    found: /./,
    help: "Say `a before b`, `every a followed by b`, `every a preceded by b`, `at most 3 a`, `never a` or `cost <= $5`.",
  },
  {
    rules: "decisionClause",
    wants: "when",
    found: /^(?:if|where|unless)$/,
    help: "A condition stands behind `when`: `deny when c`.",
    instead: "when",
  },
  {
    rules: "decisionClause",
    wants: "when",
    found: /./,
    help: 'Say when, or `when true` for always: `deny when true because "…"`.',
  },
  {
    rules: "string",
    found: name,
    before: /^scenario$/,
    help: 'A scenario has its name in quotes: `scenario "all goes well" for plan { … }`.',
  },
  {
    rules: "operatorClause",
    wants: "at",
    found: /^(?:after|in)$/,
    help: "When the operator does it is counted from the start of the run: `operator cancels at 5m`.",
    instead: "at",
  },
  {
    rules: "race",
    wants: "of",
    found: /^\{$/,
    help: "Of several branches the first counts: `first of { a = …, b = … }`.",
    instead: "of {",
  },
  {
    rules: "givenClause",
    wants: "=",
    found: /^\($/,
    help: "What a signal says is given as `given signal name(index) = …`.",
  },
  {
    rules: "scenario",
    wants: "for",
    found: /./,
    help: 'A scenario says of which plan it is: `scenario "…" for plan { … }`.',
  },
  {
    rules: "askClause",
    wants: "NAME",
    found: text,
    help: "Who may answer is a role, without quotes: `role lead` at top level, `ask lead` here.",
  },
  {
    rules: "runClause",
    wants: "ID",
    found: text,
    help: 'The method stands before the address: `run http post "https://…"`.',
  },
  {
    rules: "resource",
    wants: "{",
    found: /^[*[:(]$/,
    help: "How many there are stands behind the kind: `resource vans: Van x 3`.",
  },
  { rules: "argumentList", wants: "(", found: /^[^{]/, before: /^(?:yield|return|fail)$/, help: instead },
  {
    rules: "argumentList",
    wants: "(",
    found: /^\{$/,
    line: /\belse \w+ $/,
    help: "A failure is named by a condition: `else when error == full { … }`.",
  },
  {
    rules: "argumentList",
    wants: "(",
    found: /^\{$/,
    help: "What is handed over stands in round brackets: `name(id: x)`.",
  },
  { rules: "string", found: /^\}$/, before: /^fail$/, help: 'Say why: `fail "why"`.' },
  {
    rules: "string",
    found: /^\($/,
    before: /^fail$/,
    help: 'The reason stands without brackets: `fail "why"`.',
  },
  {
    rules: "planBody",
    wants: "{",
    found: /^(?:implements|extends|fulfills|fulfils|satisfies|realizes|for)$/,
    help: "The goal of a plan is named by `achieves`.",
    instead: "achieves",
  },
];
