import type { Capability, Draft, Routine } from "../draft.ts";
import { roleFor } from "./capability.ts";
import { signalQuestion } from "./context.ts";

/* Rules over single actions, asked as they are about to happen. */

export function writePolicies(draft: Draft): void {
  const { dice, theme } = draft;
  const share = { mixed: 0.3, labels: 0.2, order: 0.3, bounds: 0.2, context: 0.35, responses: 0.05 }[
    theme.name
  ];
  while (dice.chance(share)) writePolicy(draft);
}

function writePolicy(draft: Draft): void {
  const { dice } = draft;
  if (draft.routines.length > 0 && dice.chance(0.3)) {
    writeAboutPlan(draft, dice.one(draft.routines));
    return;
  }
  const called = draft.capabilities.filter(({ serves }) => !serves);
  if (called.length === 0) return;
  const of = dice.one(called);
  const clauses = dice.some(kinds, 0.3).flatMap((kind) => kind(draft, of));
  if (clauses.length === 0) return;
  // Another capability need not have the parameter that is asked about.
  const asksArguments = clauses.some((clause) => clause.includes("args."));
  const on =
    asksArguments || dice.chance(0.8) ? of.name : dice.one(["any", "kind service", `${of.name}, kind agent`]);
  const severity = dice.chance(0.8) ? "" : dice.one([" warning", " advisory", " informational", " blocking"]);
  draft.declare(`policy ${draft.fresh("pol")}${severity} { on ${on}  ${clauses.join("  ")} }`);
}

/** Approvals and limits belong to capabilities. */
function writeAboutPlan(draft: Draft, of: Routine): void {
  const [deny, ...others] = aboutArgument(draft, of);
  const asked = draft.theme.context > 0.1 ? [`deny when ${signalQuestion(draft)} because "not now"`] : [];
  const clauses = deny === undefined ? asked : [deny, ...others];
  if (clauses.length > 0)
    draft.declare(`policy ${draft.fresh("pol")} { on ${of.name}  ${clauses.join("  ")} }`);
}

type Clause = (draft: Draft, of: Capability) => readonly string[];

const kinds: readonly Clause[] = [
  (draft) => (draft.theme.context > 0.1 ? [`deny when ${signalQuestion(draft)} because "not now"`] : []),
  (draft) => (draft.theme.context > 0.1 ? [`allow when ${signalQuestion(draft)}`] : []),
  (draft, of) => aboutArgument(draft, of),
  (draft, { kind }) =>
    kind === "human" ? [] : [`require approval by ${roleFor(draft)} within ${draft.dice.one(["30s", "1h"])}`],
  (draft) =>
    draft.theme.context > 0.1
      ? [`defer when ${signalQuestion(draft)} within ${deferral(draft)} because "not now"`]
      : [],
  (draft) => [
    `defer when now.minute ${draft.dice.one(["< 2", "in 0..29", "> 0"])} within ${deferral(draft)}`,
  ],
  () => ['require consent "so.it.is"'],
  ({ dice }, { params }) => [
    `limit ${dice.within(1, 3)} per ${dice.one(["10s", "1h"])}${params[0] !== undefined && dice.chance(0.3) ? ` by args.${params[0].name}` : ""}`,
  ],
  () => ["record step.capability"],
  ({ dice }) => [
    `warn when user.trust ${dice.one(["<", "<=", ">", ">="])} ${dice.one(["low", "medium", "high"])} because "look"`,
  ],
];

function deferral({ dice }: Draft): string {
  return dice.one(["20s", "3m", "2h"]);
}

function aboutArgument(_: Draft, { params }: Pick<Capability, "params">): readonly string[] {
  const [param] = params;
  switch (param?.type.is) {
    case "int":
      return param.type.max === 0 ? [] : [`deny when args.${param.name} > 1 because "too many"`];
    case "bool":
      return [`deny when args.${param.name} because "it is so"`];
    case "text":
      return [`warn when args.${param.name} == "a" because "look"`];
    default:
      return [];
  }
}

/* Rules over whole runs, about what the program calls. */

/** The actions that rules are about. */
interface Subjects {
  readonly names: readonly string[];
  readonly capabilities: readonly Capability[];
}

export function writeGuardrails(draft: Draft): void {
  const { dice, theme } = draft;
  const subjects: Subjects = {
    capabilities: draft.capabilities,
    names: [...draft.capabilities.map(({ name }) => name), ...draft.routines.map(({ name }) => name)],
  };
  if (subjects.capabilities.length === 0) return;
  const count = { mixed: 24, labels: 24, order: 32, bounds: 16, context: 16, responses: 16 }[theme.name];
  const written = new Set<string>();
  for (let nth = 0; nth < dice.within(count / 2, count); nth++) {
    const rule = dice.weighed(rules, ({ weight }) => weight[theme.name] ?? 1)?.write(draft, subjects);
    if (rule === undefined || written.has(rule)) continue;
    written.add(rule);
    draft.declare(`guardrail ${draft.fresh("rule")}${severity(draft)} { ${rule} }`);
  }
}

/** Most stop nothing, so that it can be seen what runs make of them. */
function severity({ dice }: Draft): string {
  if (dice.chance(0.015)) return " blocking";
  return dice.one([" advisory", " advisory", " warning", " informational"]);
}

interface RuleKind {
  readonly weight: Readonly<Partial<Record<Draft["theme"]["name"], number>>>;
  write(draft: Draft, subjects: Subjects): string | undefined;
}

const rules: readonly RuleKind[] = [
  { weight: { order: 4, labels: 0.1, bounds: 0.1, responses: 2 }, write: before },
  { weight: { order: 2, labels: 0.1, bounds: 0.1, responses: 0.5 }, write: preceded },
  { weight: { order: 2, labels: 0.1, bounds: 0.3, responses: 8 }, write: followed },
  { weight: { order: 2, labels: 0.1, responses: 0.1 }, write: atMost },
  { weight: { order: 1, labels: 0.1, bounds: 0.1, responses: 0.1 }, write: never },
  { weight: { labels: 8, order: 0.1, bounds: 0, responses: 0 }, write: neverTo },
  { weight: { bounds: 6, labels: 0, order: 0.1, responses: 0 }, write: bound },
];

function subject({ dice, tags }: Draft, { names }: Subjects): string {
  if (tags.length > 0 && dice.chance(0.1)) return `tagged ${dice.one(tags)}`;
  if (dice.chance(0.03)) return dice.one(["any", "kind service", "kind human"]);
  return dice.one(names);
}

/** With how it has to have ended, as far as it can. */
function ended(draft: Draft, subjects: Subjects): string {
  const { dice } = draft;
  const name = subject(draft, subjects);
  const grants = draft.capabilities.some((each) => each.name === name && isApproval(each));
  if (grants && dice.chance(0.6)) return `${name} granted`;
  if (dice.chance(0.1)) return `${name} failed`;
  return dice.chance(0.1) ? `${name} completed` : name;
}

function isApproval({ result }: Capability): boolean {
  return result?.is === "record" && result.name === "Approval";
}

/** ` when args.x > 1`, of a subject that has such a parameter. */
function asked({ dice, capabilities, routines }: Draft, name: string): string {
  const [param] = [...capabilities, ...routines].find((each) => each.name === name)?.params ?? [];
  if (param === undefined || !dice.chance(0.25)) return "";
  switch (param.type.is) {
    case "int":
      return ` when args.${param.name} > 1`;
    case "bool":
      return ` when args.${param.name}`;
    case "text":
      return ` when args.${param.name} == "a"`;
    default:
      return "";
  }
}

/** Two calls of which one waits for the other, mostly; else any two. */
function pair(draft: Draft, subjects: Subjects): { readonly first: string; readonly second: string } {
  const { dice, orders } = draft;
  if (orders.length === 0 || dice.chance(0.25))
    return { first: ended(draft, subjects), second: subject(draft, subjects) };
  const { first, second, granted } = dice.one(orders);
  return { first: granted && dice.chance(0.8) ? `${first} granted` : first, second };
}

function before(draft: Draft, subjects: Subjects): string {
  const { first, second } = pair(draft, subjects);
  return `${first} before ${second}${asked(draft, second)}`;
}

function preceded(draft: Draft, subjects: Subjects): string {
  const other = draft.dice.chance(0.6) ? ` or ${ended(draft, subjects)}` : "";
  const { first, second } = pair(draft, subjects);
  return `every ${second}${asked(draft, second)} preceded by ${first}${other}`;
}

function followed(draft: Draft, subjects: Subjects): string {
  const { dice } = draft;
  const limit = dice.chance(0.4) ? ` within ${dice.one(["2s", "10s", "1m", "1h"])}` : "";
  const other = dice.chance(0.3) ? ` or ${subject(draft, subjects)}` : "";
  const { first, second } = pair(draft, subjects);
  return `every ${first} followed by ${second}${other}${limit}`;
}

function atMost(draft: Draft, subjects: Subjects): string {
  const { dice } = draft;
  const per = dice.chance(0.35) ? ` per ${dice.one(["2s", "10s", "1m"])}` : "";
  return `at most ${dice.within(1, 4)} ${subject(draft, subjects)}${per}`;
}

function never(draft: Draft, subjects: Subjects): string {
  const name = subject(draft, subjects);
  const when = asked(draft, name);
  return `never ${name}${when === "" ? " when now.hour > 20" : when}`;
}

function neverTo(draft: Draft, { capabilities }: Subjects): string {
  const { dice } = draft;
  const label = dice.one(["untrusted", "untrusted", "personal", "personal", "secret"]);
  const where = dice.chance(0.2) ? dice.one(["cloud", "edge"]) : dice.one(capabilities).name;
  return `never ${label} to ${where}`;
}

function bound({ dice }: Draft): string {
  return dice.one([
    `cost <= $${dice.one(["0.20", "1", "2.50", "8"])}`,
    `latency <= ${dice.one(["3s", "10s", "1m", "10m"])}`,
    `latency <= ${dice.one(["5s", "20s", "2m"])}`,
    `energy <= ${dice.within(2, 60)}J`,
    `tokens <= ${dice.within(10, 400)}${dice.chance(0.5) ? " tokens" : ""}`,
  ]);
}

/* Writes `orch.json`: the clearances of tiers, and the untrusted sources. */

export function writeSettings(draft: Draft): void {
  const { dice, theme, events } = draft;
  if (!dice.chance(theme.labels * 0.5)) return;
  const sources = dice.some(events, 0.3).map(({ name }) => `${name}.src`);
  if (sources.length > 0) draft.set("untrusted", sources);
  // So that what is labelled reaches them, and rules have something to say.
  if (dice.chance(0.6)) draft.set("clearances", { edge: "secret", cloud: dice.one(["secret", "personal"]) });
  if (dice.chance(0.1)) draft.set("zone", "Europe/Berlin");
}
