import {
  type About,
  type Json,
  type JsonObject,
  type Plan,
  type PlanFile,
  planId,
  type Routine,
  wellFormed,
} from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import type { Expression } from "@orchlang/plan/expressions";
import { topological } from "@orchlang/plan/graph";
import { placeInWords, type Segment } from "@orchlang/plan/json";
import type { Need, Node } from "@orchlang/plan/nodes";
import { type Declared, declared } from "../capabilities/declared.ts";
import { isRecord } from "../capabilities/schema.ts";
import type { Known } from "./calls.ts";
import { type Judge, successOf, unmetBranch } from "./criteria.ts";
import { boundsOf, constraintsOf, documentOf } from "./document.ts";
import { around, circles, type Layout, layout } from "./layout.ts";
import { addStep, blocksOf, constant, endOf, type Making, newParts, type Parts, put } from "./nodes.ts";
import { normal } from "./normal.ts";
import type { Names } from "./path.ts";
import type { NormalPlan, PlainFault, PlainStep, Report } from "./plan.ts";
import { calledBy, durationOf, isPlainPlan } from "./read.ts";
import { template } from "./template.ts";

export interface ConvertOptions {
  /** Default: true. Otherwise one step after another, in the order in which they are written. */
  readonly parallelExecution?: boolean;
  /** Steps that are not to be done (again): what they gave. */
  readonly given?: Readonly<Record<string, JsonObject[string]>>;
  /** Decides about criteria that are sentences. Left out: nobody does, and they are reported as not judged. */
  readonly judge?: Judge;
}

type Converted = { readonly ok: PlanFile } | { readonly faults: readonly PlainFault[] };

/**
 * A plan file of a plan that is given as an object, over the capabilities that are registered; or every mistake, each
 * with its place. The same object over the same registrations gives the same plan, and so the same id.
 */
export function convert(given: unknown, known: Known, options: ConvertOptions = {}): Converted {
  const faults: PlainFault[] = [];
  let written = (place: readonly Segment[]) => place;
  const report: Report = (place, says) => {
    const at = placeInWords(written(place));
    if (!faults.some((one) => one.at === at && one.says === says)) faults.push({ at, says });
  };
  const read = normal(given, known, report);
  written = read.written;
  const result = sound(read.plan, report);
  if (result === undefined) return { faults };
  const made = routineOf(result, known, options, exceptNames(report, result.lost));
  if (faults.length > 0) return { faults };
  const plan = documentOf(result.plan, made, options.judge);
  return finished(plan, result.plan, report, faults);
}

/** A step that could not be read may be the one that is meant. */
function exceptNames(report: Report, lost: Sound["lost"]): Report {
  return (place, says) => {
    const name = /^no step is called `([^`]*)`/u.exec(says)?.[1];
    if (name === undefined || (lost !== "all" && !lost.has(name))) report(place, says);
  };
}

function finished(plan: Plan, plain: NormalPlan, report: Report, faults: readonly PlainFault[]): Converted {
  // The steps before should have caught everything; any remaining fault is reported all the same.
  for (const { path, says } of wellFormed(plan)) report(path.split("/").slice(1), says);
  if (faults.length > 0) return { faults };
  const about: About = {
    compiler: "orch runtime, of an object",
    files: {},
    map: {},
    docs: plain.description === undefined ? {} : { [plan.entry]: plain.description },
    evidence: {},
    choices: {},
  };
  return { ok: { format: "orch.plan/1", id: planId(plan), plan, about } };
}

interface Made {
  readonly routine: Routine;
  readonly declared: readonly Declared[];
}

function routineOf(
  { plan: plain, steps: written }: Sound,
  known: Known,
  options: ConvertOptions,
  report: Report,
): Made {
  const steps = layout(written, report);
  const outputs = outputsOf(steps, known);
  const checks = constraintsOf(plain).map(({ check }) => check.id);
  const making: Making = { steps, outputs, known, checks, report };
  const parts = newParts();
  for (const placed of steps.values()) addStep(making, parts, placed);
  circles(steps, parts.waits, report);
  const before =
    options.parallelExecution === false ? sequence(steps, parts.waits, report) : new Map<string, string>();
  const stepNodes = parts.nodes.map((node) => inLine(node, before, steps));
  const result = resultOf(plain, steps, outputs, report);
  const { judge } = options;
  const output = plain.output === undefined ? lastGiven(steps) : result.value;
  const success = successOf(plain, { judge, output, used: parts.used }, making);
  const first = parts.nodes.length;
  for (const node of [...success, afterSuccess(result, success)]) put(parts, node);
  const nodes = [...stepNodes, ...parts.nodes.slice(first)];
  const given = options.given ?? {};
  const input = plain.inputSchema ?? {};
  const timeout = durationOf(plain.timeout);
  return {
    routine: {
      name: entryOf(plain),
      params: [{ name: "input", schema: input, label: internal, default: constant({}) }],
      result: { schema: schemas.json(), label: internal },
      priority: "normal",
      ...(timeout === undefined ? {} : { timeout: constant(timeout) }),
      fails: [],
      nodes: nodes.map((node) => withGiven(node, given)),
      blocks: blocksOf(parts),
      root: "root",
      bounds: boundsOf(plain),
      criticalPath: [],
      nodeBounds: {},
    },
    declared: declaredOf(parts, known),
  };
}

const internal = { confidentiality: "internal", integrity: "trusted" } as const;

/** `plans.weekly_report`. */
function entryOf({ id = "plan" }: Pick<NormalPlan, "id">): string {
  return `plans.${id}`;
}

/** The output of each step: a condition's answer, or a capability's result by its schema. */
function outputsOf(steps: Layout, known: Known): ReadonlyMap<string, JsonObject | undefined> {
  return new Map(
    [...steps].map(([id, { step }]): [string, JsonObject | undefined] => {
      if (step.type === "wait" || step.type === "conditional") return [id, undefined];
      const name = calledBy(step) ?? "";
      return [id, step.fallback === undefined ? known.get(name)?.output?.json : undefined];
    }),
  );
}

/** The result of the plan: `output`, else that of the last step. */
function resultOf(
  { output, steps: written }: NormalPlan,
  steps: Layout,
  outputs: ReadonlyMap<string, JsonObject | undefined>,
  report: Report,
): ReturnNode {
  const read = new Set<string>();
  const names: Names = { steps: outputs, reads: (id) => read.add(id) };
  const last = written.at(-1);
  const value: Expression =
    output === undefined
      ? { op: "read", from: "node", name: last?.id ?? "" }
      : template(output, ["output"], names, report);
  if (output === undefined && last !== undefined) read.add(last.id);
  const needs = [...read].map((node): Need => ({ node, why: "data" }));
  const order = endsOf(steps)
    .filter((node) => !read.has(node))
    .map((node): Need => ({ node, why: "order" }));
  return { id: "return@1", kind: "return", block: "root", needs: [...needs, ...order], value };
}

/** Expressions may not be nested without end; a plan that ends in more steps that may be skipped is not to be expected. */
const lookedBack = 32;

/** A judge is shown the output of the last step that has given one: a wait gives none, nor does a skipped step. */
function lastGiven(steps: Layout): Expression {
  const reads = [...steps.values()].flatMap(({ step, within }): readonly Expression[] =>
    within === undefined && step.type !== "wait" ? [{ op: "read", from: "node", name: step.id }] : [],
  );
  const [last = constant(null), ...earlier] = reads.slice(-lookedBack).reverse();
  return earlier.reduce((left, right) => ({ op: "coalesce", left, right }), last);
}

type ReturnNode = Extract<Node, { kind: "return" }> & { readonly value: Expression };

/** Nothing is given before it is known that all that was wanted is so. */
function afterSuccess(result: ReturnNode, success: readonly Node[]): Node {
  return success.length === 0
    ? result
    : { ...result, needs: [...result.needs, { node: unmetBranch, why: "branch" }] };
}

function endsOf(steps: Layout): readonly string[] {
  return [...steps.values()].filter((one) => one.within === undefined).map((one) => endOf(one));
}

/** One after another: the first node of a step waits for the end of the step before it. */
function inLine(node: Node, before: ReadonlyMap<string, string>, steps: Layout): Node {
  const step = node.id.replace(/@if$/u, "");
  const first =
    steps.get(step)?.step.condition === undefined ||
    node.id.endsWith("@if") ||
    steps.get(step)?.step.type === "conditional";
  const previous = first && !node.id.endsWith("@when") ? before.get(step) : undefined;
  const placed = previous === undefined ? undefined : steps.get(previous);
  if (placed === undefined) return node;
  const end = placed.step.condition === undefined ? placed.step.id : `${placed.step.id}@when`;
  if (node.needs.some((need) => need.node === end)) return node;
  return { ...node, needs: [...node.needs, { node: end, why: "order" }] };
}

/** A step that was done before becomes a value. */
function withGiven(node: Node, given: NonNullable<ConvertOptions["given"]>): Node {
  if (!Object.hasOwn(given, node.id) || (node.kind !== "call" && node.kind !== "wait")) return node;
  const { id, block, needs } = node;
  return { id, block, needs, kind: "let", value: constant(given[node.id] ?? null) };
}

function declaredOf(parts: Parts, known: Known): readonly Declared[] {
  const undone = parts.nodes.flatMap((node) =>
    node.kind === "call" ? (node.attempt.options.undo?.capability ?? []) : [],
  );
  return [...new Set([...parts.used.keys(), ...undone])].sort().flatMap((name) => {
    const registered = known.get(name);
    return registered === undefined ? [] : [declared(registered, parts.used.get(name) ?? [])];
  });
}

/** In lines for a person. */
export function plainFaultLines(faults: readonly PlainFault[]): readonly string[] {
  return faults.map(({ at, says }) => (at === "" ? says : `${at}: ${says}`));
}

/**
 * For each step the one that goes before it, where all are to run one after another: as they are written, save where one
 * waits for a later one. Steps of one branch follow each other; what comes after a conditional follows all of it.
 */
function sequence(
  steps: Layout,
  waits: ReadonlyMap<string, ReadonlySet<string>>,
  report: Report,
): ReadonlyMap<string, string> {
  const before = new Map<string, string>();
  for (const group of together(steps)) {
    const inGroup = new Set(group);
    const arcs = group.flatMap((id) =>
      [...below(id, steps)].flatMap((one) =>
        [...(waits.get(one) ?? [])]
          .flatMap((other) => [other, ...around(other, steps)])
          .filter((other) => inGroup.has(other) && other !== id)
          .map((from) => ({ from, to: id })),
      ),
    );
    const ordered = topological(group, arcs);
    if ("cycle" in ordered) {
      const way = ordered.cycle.map((id) => `\`${id}\``).join(" before ");
      report(["steps"], `the steps cannot be put one after another: ${way}`);
      continue;
    }
    ordered.ok.forEach((id, index) => {
      const previous = ordered.ok[index - 1];
      if (previous !== undefined) before.set(id, previous);
    });
  }
  return before;
}

/** Steps of one branch, or of none. */
function together(steps: Layout): Iterable<readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [id, { within }] of steps) {
    const name = within === undefined ? "" : `${within.step}/${within.arm}`;
    groups.set(name, [...(groups.get(name) ?? []), id]);
  }
  return groups.values();
}

/** A step and all that stands in it. */
function below(id: string, steps: Layout): readonly string[] {
  return [id, ...[...steps.keys()].filter((other) => around(other, steps).includes(id))];
}

/**
 * The well-formed parts of a plan: checked further even if others are malformed, so that all mistakes are reported at
 * once.
 */
interface Sound {
  /** Its steps by their place; a step that cannot be read leaves a hole. */
  readonly steps: readonly (PlainStep | undefined)[];
  readonly plan: NormalPlan;
  /** Names that may be those of steps which cannot be read; `all` where such a step does not even have one. */
  readonly lost: ReadonlySet<string> | "all";
}

/** Undefined if nothing is left to check. Mistakes of form are reported. */
function sound(given: unknown, report: Report): Sound | undefined {
  const places: (readonly Segment[])[] = [];
  const noted: Report = (place, says) => {
    places.push(place);
    report(place, says);
  };
  if (isPlainPlan(given, noted)) return { steps: given.steps, plan: given, lost: new Set() };
  if (places.some((place) => place.length === 0 || (place[0] === "steps" && place.length === 1)))
    return undefined;
  const { steps, ...rest } = without(
    given as JsonObject,
    places.filter(([first]) => first !== "steps"),
  );
  if (!Array.isArray(steps)) return undefined;
  const kept = steps.map((step: Json, index): PlainStep | undefined => {
    const inside = places
      .filter((place) => place[0] === "steps" && place[1] === index)
      .map((place) => place.slice(2));
    const lost = inside.some(([field]) => field === undefined || telling.has(String(field)));
    // The remaining step has all required fields in the right form.
    return lost || !isRecord(step) ? undefined : (without(step, inside) as unknown as PlainStep);
  });
  const there = kept.filter((step) => step !== undefined);
  const lost = steps.flatMap((step: Json, index) => (kept[index] === undefined ? [idOf(step)] : []));
  const names = lost.filter((id) => id !== undefined);
  return {
    steps: kept,
    plan: { ...rest, steps: there } as NormalPlan,
    lost: names.length < lost.length ? "all" : new Set(names),
  };
}

function idOf(step: Json): string | undefined {
  return isRecord(step) && typeof step.id === "string" ? step.id : undefined;
}

/** Without these a step says too little to be looked at. */
const telling: ReadonlySet<string> = new Set([
  "id",
  "type",
  "capability",
  "tool",
  "agent",
  "llm",
  "name",
  "params",
  "duration",
  "until",
]);

function without(record: JsonObject, places: readonly (readonly Segment[])[]): JsonObject {
  const wrong = new Set(places.map(([field]) => String(field)));
  return Object.fromEntries(Object.entries(record).filter(([field]) => !wrong.has(field)));
}
