import type { CheckedRoutine, CheckedTrigger } from "@orchlang/checker";
import { through } from "@orchlang/checker/labels";
import type { Schema } from "@orchlang/plan";
import type { TriggerSource } from "@orchlang/plan/context";
import { type Expression, partsOf } from "@orchlang/plan/expressions";
import type { AnalysedGoal, AnalysedRoutine, Analysis } from "../analysis.ts";
import { decidingValue } from "../expression/partial.ts";
import { isEmitted, type LabelSummary } from "./context.ts";
import { withDefaults } from "./defaults.ts";
import { type Scope, shapeOf, wholeOf } from "./expression.ts";
import { bare, joinShapes, type Shape, scalar, withOwn } from "./shape.ts";
import { type Place, Sources } from "./sources.ts";
import { type Bindings, counts, hangsOn, held, substitute, unwinds } from "./symbols.ts";
import { clean, declassified, joinAll, joinTaints, type Taint } from "./taint.ts";
import { alreadyOf, handedOver, type Use } from "./uses.ts";

/** For a rule, which asks for all labels and for faults too, or for a clearance; and how labels are found. */
export interface Asking {
  readonly strict: boolean;
  readonly labelsOf: (analysis: Analysis, routine: AnalysedRoutine, strict: boolean) => LabelSummary;
}

/** A plan that a trigger starts: what it is handed, and what decided that it is started, reach what it does. */
export function usesStartedBy(
  analysis: Analysis,
  trigger: CheckedTrigger,
  routine: AnalysedRoutine,
  asking: Asking,
): readonly Omit<Use, "linked">[] {
  const { strict, labelsOf } = asking;
  const { starts, origin, on, when } = trigger;
  if (starts === undefined) return [];
  const at: Place = { file: origin.file, span: origin.nameSpan };
  const scope = scopeOf(analysis, on, at, asking);
  const written = new Map(Object.entries(starts.args).map(([name, given]) => [name, shapeOf(given, scope)]));
  const sources = new Sources(analysis.program);
  const given = withDefaults(routine.checked.params, written, { sources, place: at });
  const argument = (parameter: string): Shape => given.get(parameter) ?? bare;
  const decides = joinAll([
    wholeOf([when, ...on.flatMap((source) => conditionOf(source))], scope),
    wholeOf([trigger.debounce?.by, trigger.overlap?.by], scope),
    // A run that is going on may be in its way.
    wholeOf([routine.checked.head.overlap?.by], { ...scope, input: argument }),
    ownOf(scope),
    // Nothing is started where what is handed over has no value, or is not of its type.
    wholeOf(Object.values(starts.args).flatMap(decidingValue), scope),
    wholeOf(routine.checked.params.flatMap(unfitting(starts.args)), scope),
  ]);
  const bindings: Bindings = {
    // A condition that reveals something is a warning at the trigger (rule 48); rules count it all the same.
    runs: strict ? decides : declassified(decides),
    unwinds: clean,
    counts: clean,
    held: clean,
    argument,
    through: (taint) => named(taint, at),
  };
  const { symbols, exits } = labelsOf(analysis, routine, strict);
  const within = exits().map(({ linked: _, ...exit }) => ({
    ...exit,
    taint: substitute(exit.taint, symbols, bindings),
    given: substitute(exit.given, symbols, bindings),
    ...(exit.chosen === undefined ? {} : { chosen: substitute(exit.chosen, symbols, bindings) }),
    ...(exit.when === undefined ? {} : { when: substitute(exit.when, symbols, bindings) }),
    inside: { already: alreadyOf(exit), way: [] },
  }));
  // Phase 3 has seen the labels of all but what a run that has ended hands over.
  const isByOutcome = on.some(({ kind }) => kind === "outcome");
  return [...(isByOutcome ? handedOver(starts.target, given) : []), ...within];
}

/** A text that is put together is of a text type as far as its written parts show (an Email, a pattern). */
function unfitting(args: Readonly<Record<string, Expression>>) {
  return ({ name, schema }: CheckedRoutine["params"][number]): readonly Expression[] => {
    const given = args[name];
    return given !== undefined && holdsTemplate(given) && !isPlainText(schema) ? [given] : [];
  };
}

function holdsTemplate(expression: Expression): boolean {
  return expression.op === "template" || partsOf(expression).some(holdsTemplate);
}

function isPlainText(schema: Schema): boolean {
  return (
    typeof schema === "object" &&
    Object.keys(schema).every((key) => key === "type") &&
    schema.type === "string"
  );
}

/** That what the trigger hears of came about at all. */
function ownOf({ locals }: Scope): Taint {
  return joinAll([...locals.values()].map(({ own }) => own));
}

/**
 * What a goal adds to one of its plans. That the plan runs reveals why the plans before it have failed, and that it is
 * undone, why it or a plan that takes over its calls has failed or was no success. For a clearance only the integrity of
 * what data decided counts, as beside any statement.
 */
export function usesInGoal(
  analysis: Analysis,
  routine: AnalysedRoutine,
  asking: Asking,
): readonly Omit<Use, "linked">[] {
  const { strict, labelsOf } = asking;
  const { achieves } = routine.checked.head;
  const goal = achieves === undefined ? undefined : analysis.goals.get(achieves);
  if (goal === undefined) return [];
  const { alternatives } = goal;
  const before = alternatives.slice(0, Math.max(0, alternatives.indexOf(routine)));
  const exits = labelsOf(analysis, routine, strict)
    .exits()
    .filter(({ taint }) => before.length > 0 || hangsOn(taint, unwinds));
  if (exits.length === 0) return [];
  const whyFailed = (plans: readonly AnalysedRoutine[]): Taint =>
    joinAll(plans.map((plan) => failureOf(analysis, goal, plan, asking)));
  const why = whyFailed(before);
  const undone = exits.some(({ taint }) => hangsOn(taint, unwinds)) ? whyFailed(alternatives) : clean;
  // Limits have counted their calls already, and of the members that they held others come first.
  const done = before.flatMap((plan) => labelsBeside(analysis, plan, asking).exits());
  const counted = joinAll(done.flatMap(({ taint, when = clean }) => [taint, when]));
  const taken = joinAll(done.flatMap(({ about, taint }) => (about === "hold" ? [taint] : [])));
  return exits.map(({ linked: _, ...exit }) => ({
    ...exit,
    taint: joinAll([
      exit.taint,
      why,
      hangsOn(exit.taint, unwinds) ? undone : clean,
      hangsOn(exit.taint, counts) ? counted : clean,
      hangsOn(exit.taint, held) ? taken : clean,
    ]),
    inside: { already: alreadyOf(exit), way: [] },
  }));
}

/** The reasons for which a goal turns from one of its plans: it fails, is denied, or gives what is no success. */
function failureOf(analysis: Analysis, goal: AnalysedGoal, plan: AnalysedRoutine, asking: Asking): Taint {
  const { ends, fails, denies } = labelsBeside(analysis, plan, asking);
  const decided = joinAll([ends, denies, successOf(analysis, goal, plan, asking)]);
  return asking.strict ? joinTaints(decided, fails) : declassified(decided);
}

/** Learnt from the goal's taking what the plan gives for a success. */
function successOf(analysis: Analysis, goal: AnalysedGoal, plan: AnalysedRoutine, asking: Asking): Taint {
  const { result, symbols } = labelsBeside(analysis, plan, asking);
  const { file, nameSpan: span } = goal.checked.origin;
  const scope: Scope = {
    ...scopeOf(analysis, [], { file, span }, asking),
    input: (name) => symbols.inputs.get(name) ?? bare,
    locals: new Map([["result", result]]),
  };
  return wholeOf(
    goal.checked.goal.success.map(({ when }) => when),
    scope,
  );
}

/** Learnt from which of a goal's plans gave the result. */
function chosenIn(analysis: Analysis, goal: AnalysedGoal | undefined, asking: Asking): Taint {
  if (goal === undefined || goal.alternatives.length < 2) return clean;
  return joinAll(
    goal.alternatives.flatMap((plan) => {
      const { fails, denies } = labelsBeside(analysis, plan, asking);
      return [fails, denies, successOf(analysis, goal, plan, asking)];
    }),
  );
}

/** The labels of a plan outside the run at hand. All rules of the program count there, not only those of the run. */
function labelsBeside(
  analysis: Analysis,
  routine: AnalysedRoutine,
  { strict, labelsOf }: Asking,
): LabelSummary {
  return labelsOf(analysis.whole ?? analysis, routine, strict);
}

function named(taint: Taint, at: Place): Taint {
  const label = through(taint.label, { says: "this trigger hands it over", ...at });
  return label === taint.label ? taint : { ...taint, label };
}

function conditionOf(source: TriggerSource) {
  if (source.kind === "event") return source.where === undefined ? [] : [source.where];
  return source.kind === "change" ? [source.condition] : [];
}

function scopeOf(analysis: Analysis, on: readonly TriggerSource[], at: Place, asking: Asking): Scope {
  const sources = new Sources(analysis.program);
  const shapes = new Map<string, Shape>();
  const add = (name: string, shape: Shape): void => {
    shapes.set(name, joinShapes(shapes.get(name) ?? bare, shape));
  };
  for (const source of on) {
    if (source.kind === "event")
      add(
        "event",
        sources.occurrence(
          source.event,
          at,
          asking.strict ? { emitted: (event) => isEmitted(analysis.program, event) } : undefined,
        ),
      );
    if (source.kind === "outcome") for (const each of endedBy(analysis, source.target, asking)) add(...each);
  }
  return {
    input: () => bare,
    node: () => bare,
    context: (name) => sources.context(name, at),
    locals: shapes,
    granted: new Set(),
  };
}

/** The values of a run that a trigger on its end may read. Its input has the plan's declared labels. */
function endedBy(analysis: Analysis, target: string, asking: Asking): readonly (readonly [string, Shape])[] {
  const routine = analysis.routines.get(target);
  const goal = routine === undefined ? analysis.goals.get(target) : undefined;
  const ways = routine === undefined ? (goal?.alternatives ?? []) : [routine];
  const chosen = chosenIn(analysis, goal, asking);
  return ways.flatMap((way): readonly (readonly [string, Shape])[] => {
    const { result, says, symbols } = labelsBeside(analysis, way, asking);
    const input = [...symbols.inputs].reduce((all, [, shape]) => joinShapes(all, shape), bare);
    return [
      ["result", withOwn(result, chosen)],
      ["error", { own: says, rest: scalar(says) }],
      ["run", { own: clean, fields: new Map([["input", input]]) }],
    ];
  });
}
