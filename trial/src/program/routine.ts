import { writeTriggerOf } from "./declare/triggers.ts";
import { constantsFor, drawnRecord, drawnType } from "./declare/type.ts";
import { parameterText } from "./declare/written.ts";
import {
  type Draft,
  type Frame,
  type Parameter,
  type Routine,
  type Scope,
  topScope,
  type Value,
} from "./draft.ts";
import { blocksWith } from "./statements/block.ts";
import { type Drift, driftFor } from "./statements/while.ts";
import { type Label, plain, type Type, typeText } from "./types.ts";
import { drawnLabel, drawnValue } from "./values/value.ts";

/* Plans, and goals with plans of theirs. */

const block = blocksWith(writeRoutine);

/** How a plan is to be written. */
interface Wanted {
  readonly params: readonly Parameter[];
  readonly result: Type | undefined;
  readonly depth: number;
  readonly blocks: number;
  /** True if it may be private: its rules are then judged in runs of its callers, unless a trigger starts it. */
  readonly mayBePart?: boolean;
  /** `achieves g`. */
  readonly head: string;
}

/** The plan that was written. */
interface Written {
  readonly name: string;
  readonly frame: Frame;
}

/** The plan that is run, and what it calls. */
export function writeEntry(draft: Draft): Routine {
  const { dice } = draft;
  const params = drawnParameters(draft, dice.within(1, 3));
  const result = dice.chance(0.7) ? drawnType(draft, 1) : undefined;
  const blocks = dice.within(1, 3);
  const depth = dice.within(0, 3);
  const { name, frame } = writePlan(draft, { params, result, depth, blocks, head: "" });
  return routineOf(name, "plan", { params, result, depth, frames: [frame] });
}

/** A goal that is run, and the limits and the strategy of a request for it. */
export function writeRequestedGoal(draft: Draft): Routine {
  const { dice } = draft;
  const params = drawnParameters(draft, dice.within(1, 2));
  const result = dice.chance(0.7) ? drawnType(draft, 1) : undefined;
  const made = writeGoal(draft, { params, result, depth: dice.within(0, 2) });
  draft.request({
    ...(dice.chance(0.6) ? { budget: dice.one(requestBudgets) } : {}),
    ...(dice.chance(0.6) ? { optimize: dice.one(strategies) } : {}),
    ...(dice.chance(0.3) ? { alternatives: String(dice.within(1, 2)) } : {}),
  });
  return made;
}

const strategies = ["cost", "latency", "privacy", "comfort", "balanced"] as const;
const requestBudgets = [
  "cost <= $0.20",
  "cost <= $2",
  "cost <= $9, latency <= 10m",
  "latency <= 20s",
  "energy <= 20J",
  "tokens <= 60",
] as const;

/** A plan that is started when another one has ended. */
export function writeWatcher(draft: Draft, watched: Routine): void {
  // Later declarations may call it and name it in rules.
  draft.routines.push(watched);
  draft.left += draft.dice.within(1, 3);
  writeTriggerOf(draft, watched, writeEntry(draft));
}

function writeRoutine(draft: Draft, scope: Scope, is: Routine["is"]): Routine | undefined {
  const { dice } = draft;
  const params = drawnParameters(draft, dice.within(0, 2));
  const result = dice.chance(0.75) ? drawnType(draft, 1) : undefined;
  const depth = scope.frame.depth - 1;
  return is === "plan"
    ? registered(draft, { params, result, depth })
    : writeGoal(draft, { params, result, depth });
}

function registered(draft: Draft, wanted: Pick<Wanted, "params" | "result" | "depth">): Routine {
  const blocks = draft.dice.within(1, 2);
  const { name, frame } = writePlan(draft, { ...wanted, mayBePart: true, blocks, head: "" });
  const params = isPrivate(name) ? wanted.params.map(following) : wanted.params;
  return register(draft, name, "plan", { ...wanted, params, frames: [frame] });
}

/** By the name, not by the dice: what else a seed draws stays as it was. */
function isPrivate(name: string): boolean {
  return Number(name.slice(1)) % 3 > 0;
}

function following(param: Parameter): Parameter {
  const { level, written } = param.label;
  return level === 1 && written === undefined ? { ...param, follows: true } : param;
}

function register(
  draft: Draft,
  name: string,
  is: Routine["is"],
  of: Pick<Wanted, "params" | "result" | "depth"> & { readonly frames: readonly Frame[] },
): Routine {
  const made = routineOf(name, is, of);
  draft.routines.push(made);
  return made;
}

function routineOf(
  name: string,
  is: Routine["is"],
  of: Pick<Wanted, "params" | "result" | "depth"> & { readonly frames: readonly Frame[] },
): Routine {
  return {
    name,
    is,
    params: of.params,
    label: plain,
    fails: is === "plan" ? of.frames.flatMap(({ fails }) => fails) : ["unmet"],
    depth: of.depth,
    lasting: of.frames.some(({ lasting }) => lasting),
    ...(of.result === undefined ? {} : { result: of.result }),
  };
}

function drawnParameters(draft: Draft, count: number): readonly Parameter[] {
  const { dice } = draft;
  const several = draft.capabilities.filter(({ params }) => params.length > 1);
  // The plan passes its arguments on under the same names.
  if (count > 1 && several.length > 0 && dice.chance(0.3))
    return dice
      .one(several)
      .params.map(({ name, type }) => ({ name, type, label: parameterLabel(draft), trusted: false }));
  return Array.from({ length: count }, (_, at) => ({
    name: ["a", "b", "c"][at] ?? "d",
    type: drawnParameterType(draft),
    label: parameterLabel(draft),
    trusted: false,
  }));
}

/** A capability that is cleared for public data takes next to nothing. */
function parameterLabel(draft: Draft): Label {
  const label = drawnLabel(draft);
  return label.level === 0 ? plain : label;
}

function drawnParameterType(draft: Draft): Type {
  const { dice } = draft;
  if (dice.chance(0.25)) return { is: "bool" };
  if (dice.chance(0.2)) return { is: "int", min: 0, max: dice.within(2, 9) };
  if (dice.chance(0.2)) return drawnRecord(draft);
  const type = drawnType(draft, 1);
  return type.is === "optional" && type.of.is === "json" ? type.of : type;
}

function writePlan(draft: Draft, { params, result, depth, blocks, head, mayBePart }: Wanted): Written {
  const { dice } = draft;
  const name = draft.fresh("p");
  const frame: Frame = {
    params,
    fails: [],
    depth,
    called: new Set(),
    lasting: false,
    ...(result === undefined ? {} : { result }),
  };
  const top = topScope(frame, 2);
  top.values.push(...constantsFor(draft));
  for (const param of params) top.values.push({ text: param.name, type: param.type, label: param.label });
  top.values.push(...ofRun(draft, 0.07));
  const drift = driftFor(draft, top);
  const scope: Scope = drift === undefined ? top : { ...top, pc: drift.label };
  const body = block(draft, scope, blocks);
  const last = result === undefined ? "" : `  return ${drawnValue(draft, scope, { type: result }).text}\n`;
  const closing = dice.chance(0.12) ? finallyText(draft, frame) : "";
  const clauses = planClauses(draft, frame, { head, drift });
  const gives = result === undefined ? "" : ` -> ${typeText(result)}`;
  const given = `${params.map(parameterText).join(", ")}`;
  draft.declare(
    `${mayBePart === true && isPrivate(name) ? "private " : ""}plan ${name}(${given})${gives}${head}${underText(draft)} {\n${clauses}${body === "" ? "" : `${body}\n`}${last}${closing}}`,
  );
  return { name, frame };
}

/** The rules of its own module hold anyway; these are of another. */
function underText(draft: Draft): string {
  if (!draft.dice.chance(0.02)) return "";
  draft.imports("std.guardrails", "few_risks");
  return " under few_risks";
}

/** Clauses that depend on more than the plan's own frame. */
interface Heading {
  readonly head: string;
  readonly drift: Drift | undefined;
}

function planClauses({ dice }: Draft, { fails, params }: Frame, { head, drift }: Heading): string {
  const texts: string[] = drift === undefined ? [] : [drift.text];
  if (fails.length > 0) texts.push(`fails ${fails.join(" | ")}`);
  if (dice.chance(0.07)) texts.push(`timeout ${dice.one(["3s", "30s", "1h"])}`);
  if (dice.chance(0.05) && head === "")
    texts.push(
      `overlap ${overlapping(dice.one(["skip", "queue", "replace", "allow", "queue up to 3"]), params)}`,
    );
  if (dice.chance(0.03)) texts.push(`priority ${dice.one(["high", "low"])}`);
  return texts.map((clause) => `  ${clause}\n`).join("");
}

/** Some count the runs of each value apart. */
function overlapping(mode: string, params: readonly Parameter[]): string {
  const by = params.find(({ type }) => type.is === "text" || type.is === "enum");
  return by === undefined ? mode : mode.replace(/^(\w+)/, `$1 by ${by.name}`);
}

/** Sees nothing of the plan but what it was given, and how it ended. */
function finallyText(draft: Draft, frame: Frame): string {
  const scope: Scope = { ...topScope(frame, 1), indent: "    ", inside: true, small: draft.dice.chance(0.6) };
  for (const param of frame.params)
    scope.values.push({ text: param.name, type: param.type, label: param.label });
  scope.values.push({ text: "(outcome.status == completed)", type: { is: "bool" }, label: plain });
  scope.values.push(...ofRun(draft, 0.3));
  return `  finally {\n${block(draft, scope, 1)}\n  }\n`;
}

/** Fields of `run` that a plan may read, in some plans. */
function ofRun({ dice }: Draft, share: number): readonly Value[] {
  if (!dice.chance(share)) return [];
  return [
    { text: "run.id", type: { is: "text" }, label: plain },
    { text: "run.started", type: { is: "instant" }, label: plain },
    { text: "run.elapsed", type: { is: "duration" }, label: plain },
  ];
}

function writeGoal(draft: Draft, wanted: Pick<Wanted, "params" | "result" | "depth">): Routine {
  const { dice } = draft;
  const name = draft.fresh("g");
  const { params, result, depth } = wanted;
  const count = dice.within(1, 3);
  const written = Array.from({ length: count }, () =>
    writePlan(draft, { params, result, depth, blocks: dice.within(1, 2), head: ` achieves ${name}` }),
  );
  const clauses = goalClauses(draft, result);
  const fails = [...new Set(written.flatMap(({ frame }) => frame.fails))];
  if (fails.length > 0) clauses.push(`fails ${fails.join(" | ")}`);
  const gives = result === undefined ? "" : ` -> ${typeText(result)}`;
  draft.declare(`goal ${name}(${params.map(parameterText).join(", ")})${gives} { ${clauses.join("  ")} }`);
  return register(draft, name, "goal", { ...wanted, frames: written.map(({ frame }) => frame) });
}

function goalClauses(draft: Draft, result: Type | undefined): string[] {
  const { dice, theme } = draft;
  const results: string[] = [];
  const asked = successOf(result);
  if (asked !== undefined && dice.chance(0.4)) results.push(`success "it is so" when ${asked}`);
  if (dice.chance(theme.figures * 0.3)) results.push(`budget cost <= $${dice.within(1, 9)}, latency <= 1h`);
  if (dice.chance(0.3)) results.push(`optimize ${dice.one(strategies)}`);
  if (dice.chance(0.1)) results.push(`alternatives ${dice.within(1, 4)}`);
  if (dice.chance(theme.labels * 0.2)) results.push(`keep ${dice.one(["secret", "personal"])} at device`);
  return results;
}

function successOf(result: Type | undefined): string | undefined {
  switch (result?.is) {
    case "bool":
      return "result";
    case "int":
      return result.max === undefined || result.max > (result.min ?? 0)
        ? `result > ${result.min ?? 0}`
        : undefined;
    case "text":
      return "result.size > 1";
    case "list":
      return result.max > result.min ? `result.size > ${result.min}` : undefined;
    default:
      return undefined;
  }
}
