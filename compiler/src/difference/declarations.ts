import {
  type Capability,
  canonical,
  type Expression,
  formatDuration,
  type Goal,
  type Handler,
  type Json,
  type Plan,
  type Routine,
  type Settings,
} from "@orchlang/plan";
import { expressionText } from "../4-analyse/expression/text.ts";
import { listed, shortName } from "../4-analyse/words.ts";
import { quantityText } from "../explain/rule-text.ts";
import type { DeclarationChange } from "./model.ts";

/** What is declared otherwise of the capabilities and goals that both plans have, and of the settings. */
export function declarationChanges(old: Plan, now: Plan): readonly DeclarationChange[] {
  return [
    ...shared(old.capabilities, now.capabilities).flatMap(([before, after]) =>
      capabilityChanges(before, after),
    ),
    ...shared(old.goals, now.goals).flatMap(([before, after]) => goalChanges(before, after)),
    ...shared(old.routines, now.routines).flatMap(([before, after]) => headChanges(before, after)),
    ...dataChanges("resource", old.pools, now.pools),
    ...dataChanges("event", old.events, now.events),
    ...dataChanges("role", old.roles, now.roles),
    ...dataChanges("type", old.schemas, now.schemas),
    ...settingChanges(old.settings, now.settings),
  ];
}

const headFields = ["params", "result", "timeout", "priority", "overlap", "fails", "achieves"] as const;

/** Of a plan itself: what is said before its first statement. */
function headChanges(before: Routine, after: Routine): readonly DeclarationChange[] {
  const changed = headFields.filter((field) => !sameJson(before[field], after[field]));
  return changed.map((field) => ({
    of: shortName(after.name),
    says: `${headWords[field]} changed`,
    weaker: false,
  }));
}

const headWords: Readonly<Record<(typeof headFields)[number], string>> = {
  params: "parameters",
  result: "result",
  timeout: "timeout",
  priority: "priority",
  overlap: "overlap",
  fails: "failures",
  achieves: "the goal that it achieves",
};

/** Named data of one kind; what only one of the two plans has is told by those that use it. */
function dataChanges(
  kind: string,
  old: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): readonly DeclarationChange[] {
  return Object.keys(old).flatMap((name) => {
    const [before, after] = [old[name], now[name]];
    if (after === undefined || sameJson(before, after)) return [];
    const of = `${kind} ${shortName(name)}`;
    if (!isRecord(before) || !isRecord(after)) return [{ of, says: "changed", weaker: false }];
    const fields = changedFields(before, after).filter((field) => field !== "x-labels");
    const plain = fields.filter((field) => isPlain(before[field]) && isPlain(after[field]));
    const others = fields.filter((field) => !plain.includes(field));
    return [
      ...plain.map((field) => ({
        of,
        says: `${field} ${plainText(field, before[field])} → ${plainText(field, after[field])}`,
        weaker: false,
      })),
      ...(others.length === 0 ? [] : [{ of, says: `${listed(others)} changed`, weaker: false }]),
      ...labelChanges(of, labelsOf(before), labelsOf(after)),
    ];
  });
}

function isPlain(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Times are in ms, power in W. */
function plainText(field: string, value: unknown): string {
  if (typeof value !== "number") return shortName(String(value));
  if (field === "lease" || field === "latency") return formatDuration(value);
  return field === "power" ? `${value} W` : String(value);
}

/** Which fields of a type are personal or secret. */
function labelsOf(schema: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const labels = schema["x-labels"];
  if (!isRecord(labels)) return new Set();
  return new Set(
    Object.entries(labels).flatMap(([field, all]) =>
      Array.isArray(all) ? all.map((label) => `${field} ${String(label)}`) : [],
    ),
  );
}

function labelChanges(
  of: string,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): readonly DeclarationChange[] {
  const words = (each: string, is: string): string => {
    const [field = "", label = ""] = each.split(" ");
    return `\`${field}\` is ${is} ${label}`;
  };
  return [
    ...[...before]
      .filter((each) => !after.has(each))
      .map((each) => ({ of, says: words(each, "no longer"), weaker: true })),
    ...[...after]
      .filter((each) => !before.has(each))
      .map((each) => ({ of, says: words(each, "now"), weaker: false })),
  ];
}

function changedFields(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => !sameJson(before[name], after[name]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parts of plan files, whose records have their fields in whatever order. */
function sameJson(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonical(left as Json) === canonical(right as Json);
}

/** By name, or by what stands last in it where a module was renamed. */
function shared<T extends { readonly name: string }>(
  old: Readonly<Record<string, T>>,
  now: Readonly<Record<string, T>>,
): readonly (readonly [T, T])[] {
  return Object.values(old).flatMap((before) => {
    const after =
      now[before.name] ?? Object.values(now).find(({ name }) => shortName(name) === shortName(before.name));
    return after === undefined ? [] : [[before, after] as const];
  });
}

interface Clause {
  readonly name: string;
  readonly value: string;
  /** Its loss, or this change of it, takes away what protected. */
  readonly guards?: true;
}

function capabilityChanges(before: Capability, after: Capability): readonly DeclarationChange[] {
  const of = shortName(after.name);
  const changes = compareClauses(of, capabilityClauses(before), capabilityClauses(after));
  const effect = before.effect.kind !== after.effect.kind;
  const fewer = (after.human?.count ?? 0) < (before.human?.count ?? 0);
  return [
    ...changes,
    ...(effect ? [{ of, says: `effect ${before.effect.kind} → ${after.effect.kind}`, weaker: false }] : []),
    ...(before.human !== undefined && before.human.count !== after.human?.count
      ? [
          {
            of,
            says: `asks ${before.human.count} → ${after.human?.count ?? 0} different people`,
            weaker: fewer,
          },
        ]
      : []),
  ];
}

function capabilityClauses(capability: Capability): readonly Clause[] {
  const { clearance, undo, confirm, irreversible, human, run, tiers, scopes, fails, model, ensures } =
    capability;
  const quantity = (
    name: "cost" | "latency" | "energy" | "tokens",
    value: Expression | undefined,
  ): readonly Clause[] => (value === undefined ? [] : [{ name, value: `<= ${quantityText(name, value)}` }]);
  const given = (name: string, value: string | undefined, guards?: true): readonly Clause[] =>
    value === undefined || value === ""
      ? []
      : [guards === undefined ? { name, value } : { name, value, guards }];
  return [
    ...quantity("cost", capability.cost),
    ...quantity("latency", capability.latency),
    ...quantity("energy", capability.energy),
    ...quantity("tokens", capability.tokens),
    ...given("clearance", `${clearance.confidentiality}`),
    ...given("undo", undo && shortName(undo.capability), true),
    ...given("confirm", confirm && shortName(confirm.capability), true),
    ...given("irreversible", irreversible),
    ...given("asks", human && shortName(human.role), true),
    ...given("where", human?.where && expressionText(human.where), true),
    ...given("runs", run && handlerText(run)),
    ...given("at", tiers.join(", ")),
    ...given("scope", scopes.join(", ")),
    ...given("fails", fails.join(", ")),
    ...given("role", model?.role),
    ...given("prompt", model && expressionText(model.prompt)),
    ...given("ensures", ensures.map(expressionText).join(" and "), true),
  ];
}

function handlerText(run: Handler): string {
  if (run.kind === "module") return `${run.path}#${run.export}`;
  return run.kind === "http" ? `${run.method.toUpperCase()} ${run.url}` : `${run.server}#${run.tool}`;
}

const valueLengthMax = 60;

function compareClauses(
  of: string,
  olds: readonly Clause[],
  news: readonly Clause[],
): readonly DeclarationChange[] {
  const names = [...new Set([...olds, ...news].map(({ name }) => name))];
  return names.flatMap((name) => {
    const from = olds.find((clause) => clause.name === name);
    const to = news.find((clause) => clause.name === name);
    if (from?.value === to?.value) return [];
    const weaker = from?.guards === true;
    if (to === undefined) return [{ of, says: `${name} ${cut(from?.value ?? "")} is gone`, weaker }];
    if (from === undefined) return [{ of, says: `${name} ${cut(to.value)} is new`, weaker: false }];
    return [
      { of, says: `${name} ${cut(from.value)} → ${cut(to.value)}`, weaker: weaker && name === "where" },
    ];
  });
}

function cut(text: string): string {
  return text.length > valueLengthMax ? `${text.slice(0, valueLengthMax - 1)}…` : text;
}

function goalChanges(before: Goal, after: Goal): readonly DeclarationChange[] {
  return compareClauses(shortName(after.name), goalClauses(before), goalClauses(after));
}

/** What a goal's budget, success and labels say are rules, and are compared as such. */
function goalClauses({ alternatives, optimize }: Goal): readonly Clause[] {
  return [
    { name: "tries", value: alternatives.map(shortName).join(", ") },
    { name: "optimize", value: optimize },
  ];
}

function settingChanges(before: Settings, after: Settings): readonly DeclarationChange[] {
  return compareClauses("settings", settingClauses(before), settingClauses(after));
}

function settingClauses({
  zone,
  currency,
  engine,
  clearances,
  journalClearance,
  limits,
}: Settings): readonly Clause[] {
  return [
    { name: "zone", value: zone },
    { name: "currency", value: currency },
    { name: "engine", value: engine },
    ...Object.entries(clearances).map(([tier, label]) => ({ name: `clearance of ${tier}`, value: label })),
    { name: "clearance of the journal", value: journalClearance },
    ...Object.entries(limits).map(([name, value]) => ({ name: `limit of ${name}`, value: String(value) })),
  ];
}
