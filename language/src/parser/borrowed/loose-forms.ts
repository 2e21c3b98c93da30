import type { Form } from "./forms.ts";

const waited = "What is waited for with a limit is a step: `step ok = wait until c within 1h`.";

type LooseForm = Omit<Form, "rules" | "wants">;

const statementForms: readonly LooseForm[] = [
  {
    found: /^(?:if|unless|when)$/,
    help: "What is done on a condition stands in its block: `when c { return x }`; a value on a condition is `if c then a else b`.",
  },
  {
    found: /^as$/,
    help: "A value is of one type and is not made another; in a text it stands by itself.",
  },
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
  { found: /^by$/, help: "Of whom runs overlap is said first: `overlap skip by x up to 3`." },
  {
    found: /^\?\?$/,
    help: "What is taken instead where a step fails stands behind it: `step a = f(x) else { yield v }`.",
  },
  {
    found: /^\|$/,
    help: "Each call is a step of its own, and is given what the one before it gave: `step a = f(x)  step b = g(a)`.",
  },
  {
    found: /^on$/,
    help: "A failure is handled behind the step that fails: `step a = f(x) else when error == timeout { yield y }`.",
  },
  { found: /^(?:\{|within|timeout|for)$/, line: /^\s*wait until /, help: waited },
  { found: /^\{$/, before: /^[A-Z]/, help: 'A record is written without its type\'s name: `{ id: "x" }`.' },
  { found: /^\{$/, help: "What is done with each item is `x => …`: `list.map(x => x.size)`." },
  {
    found: /^[A-Za-z]/,
    before: /^new$/,
    help: 'A record is written without its type\'s name: `{ id: "x" }`.',
  },
  {
    found: /./,
    before: /^for$/,
    help: "Time passes with `wait 5m`; what is to come about is waited for in a step: `step ok = wait until c within 5m`.",
  },
];

const scenarioForms: readonly LooseForm[] = [
  {
    found: /^\w/,
    line: /\bexpect failed $/,
    help: "The failure stands behind `with`: `expect failed with full`.",
  },
];

const capabilityForms: readonly LooseForm[] = [
  {
    found: /^(?:or|and|,|\||&|\+)$/,
    line: /\bask \w+ ?$/,
    help: "One role is asked: `role approver` at top level, which several people may have, and `ask approver` here.",
  },
];

const keyForms: readonly LooseForm[] = [
  {
    found: /^(?:,|and|\+)$/,
    line: /\bby [\w.]+ ?$/,
    help: `Several together are one text: \`by "$\{a}/$\{b}"\`.`,
  },
];

/** What begins no part of its list and follows something else on its line, by the list. */
export const looseForms: Readonly<Record<string, readonly LooseForm[]>> = {
  statement: statementForms,
  scenarioClause: scenarioForms,
  capabilityClause: capabilityForms,
  eventClause: keyForms,
  triggerClause: keyForms,
};
