import { expressionText, listed, shortName } from "@orchlang/analysis";
import type { Goal, Plan, Routine, Settings } from "@orchlang/plan";
import type { Flag, Signal } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import { formatDuration } from "@orchlang/plan/quantities";
import { capabilityChanges, parameterChanges } from "./capabilities.ts";
import { type Clause, compareClauses, given, shareText, timeText } from "./clauses.ts";
import { type DeclarationChange, sameJson } from "./model.ts";

/** The changed declarations: capabilities and goals that both plans have, and the settings. */
export function declarationChanges(old: Plan, now: Plan): readonly DeclarationChange[] {
  return [
    ...shared(old.capabilities, now.capabilities).flatMap(([before, after]) =>
      capabilityChanges(before, after),
    ),
    ...shared(old.goals, now.goals).flatMap(([before, after]) => goalChanges(before, after)),
    ...shared(old.routines, now.routines).flatMap(([before, after]) => headChanges(before, after)),
    ...knownChanges(old, now),
    ...dataChanges("resource", old.pools, now.pools),
    ...dataChanges("event", old.events, now.events),
    ...dataChanges("role", old.roles, now.roles),
    ...dataChanges("type", old.schemas, now.schemas),
    ...settingChanges(old.settings, now.settings),
  ];
}

/** The changes of a plan's head: everything before its first statement. */
function headChanges(before: Routine, after: Routine): readonly DeclarationChange[] {
  const of = shortName(after.name);
  return [
    ...parameterChanges(of, before.params, after.params),
    ...(sameJson(before.result, after.result) ? [] : [{ of, says: "result changed", weaker: false }]),
    ...compareClauses(of, headClauses(before), headClauses(after)),
  ];
}

function headClauses({ timeout, priority, overlap, fails, achieves }: Routine): readonly Clause[] {
  const by = overlap?.by === undefined ? "" : ` by ${expressionText(overlap.by)}`;
  const upTo = overlap?.upTo === undefined ? "" : ` up to ${overlap.upTo}`;
  return [
    ...given("timeout", timeout && timeText(timeout)),
    ...given("priority", priority),
    ...given("overlap", overlap && `${overlap.mode}${by}${upTo}`),
    ...given("failures", fails.join(", ")),
    ...given("the goal that it achieves", achieves && shortName(achieves)),
  ];
}

/** The changes of named data of one kind; data that only one plan has is reported by its users. */
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

/** The fields of a type that are personal or secret. */
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

function goalChanges(before: Goal, after: Goal): readonly DeclarationChange[] {
  return compareClauses(shortName(after.name), goalClauses(before), goalClauses(after));
}

/** A goal's budget, success and labels are rules, and compared as such. */
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

/* Declared properties of signals that a plan's rules and choices read: required confidence and maximum age. */

function knownChanges(old: Plan, now: Plan): readonly DeclarationChange[] {
  return [
    ...changes(old.signals, now.signals, "signal", signalClauses, ({ fresh }) => fresh, 1),
    ...changes(old.flags, now.flags, "flag", flagClauses, ({ confidence }) => confidence, -1),
  ];
}

/**
 * @param bound what keeps out what is too old, or not sure enough.
 * @param sign 1 where more of it keeps out less.
 */
function changes<T extends Signal | Flag>(
  olds: Readonly<Record<string, T>>,
  news: Readonly<Record<string, T>>,
  kind: string,
  clauses: (of: T) => readonly Clause[],
  bound: (of: T) => Expression | undefined,
  sign: 1 | -1,
): readonly DeclarationChange[] {
  return Object.values(olds).flatMap((before) => {
    const after = news[before.name];
    if (after === undefined) return [];
    const of = `${kind} ${shortName(before.name)}`;
    const [from, to] = [numberIn(bound(before)), numberIn(bound(after))];
    const isLooser = from !== undefined && to !== undefined && sign * (to - from) > 0;
    return compareClauses(of, clauses(before), clauses(after)).map((change) =>
      isLooser && /^(?:fresh|confidence) /.test(change.says) ? { ...change, weaker: true } : change,
    );
  });
}

function numberIn(expression: Expression | undefined): number | undefined {
  return expression?.op === "constant" && typeof expression.value === "number" ? expression.value : undefined;
}

function signalClauses({ domain, sources, fuse, fresh, decay, label }: Signal): readonly Clause[] {
  return [
    ...given("domain", domain),
    ...given("from", sources.join(", ")),
    ...given("fuse", fuse),
    ...given("fresh", fresh && timeText(fresh), true),
    ...given("decay", decay && expressionText(decay)),
    ...given("label", label.confidentiality),
  ];
}

function flagClauses({ value, confidence, hold, label }: Flag): readonly Clause[] {
  return [
    ...given("=", expressionText(value)),
    ...given("confidence", confidence && shareText(confidence), true),
    ...given("hold", hold && timeText(hold)),
    ...given("label", label.confidentiality),
  ];
}
