import type { OverlapClause, StartClause, TriggerClause } from "@orchlang/language/ast";
import type { Routine } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Definition } from "../../2-resolve/definition.ts";
import { checkArguments } from "../call/arguments.ts";
import { checkFlows } from "../call/flow.ts";
import type { TracedLabel } from "../checked.ts";
import type { AskedCondition, CheckedTrigger } from "../checked-context.ts";
import { checkCondition, checkExpression } from "../expression/check.ts";
import { extend } from "../expression/checking.ts";
import { narrow } from "../expression/narrow.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import { joinLabels, publicLabel } from "../labels/label.ts";
import { reportSettled, triggerQuestion } from "../routine/conditions.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { definitionAt, quietly } from "../scope/module.ts";
import type { ModuleContext, ProgramContext } from "../scope/program.ts";
import { durationType } from "../types/kinds.ts";
import { enumOf } from "../types/resolve.ts";
import { aType } from "../types/show.ts";
import { amountClause, checkCount, clausePlaces } from "./clauses.ts";
import { originOf, withoutUser } from "./in-reach.ts";
import { familyIndex } from "./messages.ts";
import { triggerIncomplete } from "./rule-messages.ts";
import {
  type CheckedSource,
  checkSource,
  type Settled,
  sourceEnvironment,
  sourcesLabel,
} from "./trigger-source.ts";
import { checkWord, missedPolicies, overlaps, priorities } from "./words.ts";

/** A trigger; of a family, one for each of its members. */
export function checkTrigger(
  definition: Definition<"trigger">,
  program: ProgramContext,
  conditions: AskedCondition[] = [],
): readonly CheckedTrigger[] {
  const module = program.home(definition);
  const { declaration } = definition;
  clausePlaces(
    declaration.clauses.map((clause) => ({ word: wordOf(clause), span: clause.span })),
    new Set(["on"]),
    definition.name,
    module,
  );
  if (!declaration.broken) reportIncomplete(definition, module);
  const members = triggerMembers(definition, module);
  const around = withoutUser("a trigger", module.environment);
  if (members === undefined)
    return [oneTrigger(definition, definition.qualified, around, module, conditions)];
  // Members differ in nothing that a check could find: mistakes are reported for the first.
  return members.map(({ name, binding }, index) => {
    const own = index === 0 ? module : quietly(module);
    const variable = declaration.family?.variable.text ?? "";
    const env = extend(around, { [variable]: binding });
    return oneTrigger(definition, `${definition.qualified}(${name})`, env, own, conditions);
  });
}

function wordOf(clause: TriggerClause): string {
  return clause.kind === "sourceClause" ? "on" : clause.kind.slice(0, -"Clause".length);
}

function reportIncomplete(definition: Definition<"trigger">, module: ModuleContext): void {
  const { clauses, name } = definition.declaration;
  const lacks = !clauses.some((clause) => clause.kind === "sourceClause")
    ? "on"
    : !clauses.some((clause) => clause.kind === "startClause")
      ? "start"
      : undefined;
  if (lacks === undefined) return;
  module.program.report(
    triggerIncomplete.at({ file: module.file, span: name.span }, { name: name.text, lacks }),
  );
}

function oneTrigger(
  definition: Definition<"trigger">,
  name: string,
  around: Environment,
  module: ModuleContext,
  conditions: AskedCondition[],
): CheckedTrigger {
  const { clauses, broken, family } = definition.declaration;
  // A condition that never holds for one member may hold for the next.
  const settled: Settled = (asked, ast, question) => {
    if (family === undefined) reportSettled(asked, ast, question, module);
  };
  const sources = clauses.flatMap((clause): readonly CheckedSource[] => {
    const source =
      clause.kind === "sourceClause" ? checkSource(clause.source, around, module, settled) : undefined;
    return source === undefined ? [] : [source];
  });
  const named = clauses.filter((clause) => clause.kind === "sourceClause").length;
  // Reads of a source with a mistake are not checked.
  const isKnown = !broken && sources.length === named;
  const env = isKnown ? sourceEnvironment(sources, around) : extend(around, spoiltOccurrence);
  const trigger: Draft = {
    name,
    origin: originOf(definition),
    on: sources.map(({ source }) => source),
    missed: "skip",
    label: publicLabel,
  };
  let label = sourcesLabel(sources);
  for (const clause of clauses) {
    if (clause.kind === "startClause") continue;
    label = joinLabels(label, checkClause(clause, trigger, env, module, settled));
  }
  conditions.push(...conditionsOf(definition, sources, trigger.when));
  const { confidentiality, integrity } = label;
  const start = clauses.find((clause) => clause.kind === "startClause");
  const asked = clauses.reduce(
    (sofar, clause) =>
      clause.kind === "whenClause" ? narrow(sofar, clause.condition, true, module.expression) : sofar,
    env,
  );
  const starts = start?.kind === "startClause" ? checkStart(start, asked, module, broken) : undefined;
  return { ...trigger, label: { confidentiality, integrity }, ...(starts === undefined ? {} : { starts }) };
}

/** Each source's condition, joined with the `when`, unless that serves other sources too. */
function conditionsOf(
  definition: Definition<"trigger">,
  sources: readonly CheckedSource[],
  when: Expression | undefined,
): readonly AskedCondition[] {
  const origin = originOf(definition);
  const last = definition.declaration.clauses.flatMap((clause) =>
    clause.kind === "whenClause" && when !== undefined
      ? [{ expression: when, span: clause.condition.span }]
      : [],
  );
  const shared = sources.length > 1;
  const so = triggerQuestion.never;
  const own = sources.map(({ asked, source }): AskedCondition => {
    const lasts = source.kind === "change" ? source.for : undefined;
    const all = [...(asked === undefined ? [] : [asked]), ...(shared ? [] : last)];
    const inTurn = source.kind === "change" && all.length > 1;
    return { origin, all, so, ...(lasts === undefined ? {} : { lasts }), ...(inTurn ? { inTurn } : {}) };
  });
  return [...own, ...(shared ? [{ origin, all: last, so }] : [])].filter(({ all }) => all.length > 0);
}

const spoiltOccurrence: Readonly<Record<string, Binding>> = {
  event: spoiltBinding,
  run: spoiltBinding,
  result: spoiltBinding,
  error: spoiltBinding,
  request: spoiltBinding,
};

type Draft = { -readonly [K in keyof CheckedTrigger]: CheckedTrigger[K] };

/** Fills in what a clause says, and gives the label of the condition that it adds. */
function checkClause(
  clause: Exclude<TriggerClause, StartClause>,
  trigger: Draft,
  env: Environment,
  module: ModuleContext,
  settled: Settled,
): TracedLabel {
  switch (clause.kind) {
    case "sourceClause":
      return publicLabel;
    case "whenClause": {
      const when = checkCondition(clause.condition, "`when` takes", env, module.expression);
      settled(when, clause.condition, triggerQuestion);
      trigger.when = when.expression;
      return when.label;
    }
    case "debounceClause": {
      const lasts = amountClause(
        clause.duration,
        { type: durationType, asks: "`debounce` takes", range: "0 or more" },
        env,
        module,
      );
      const by = clause.by && checkExpression(clause.by, undefined, env, module.expression);
      trigger.debounce = { for: lasts, ...(by === undefined ? {} : { by: by.expression }) };
      return publicLabel;
    }
    case "throttleClause": {
      const count = checkCount(clause.count, "`throttle`", 1, module);
      trigger.throttle = {
        count,
        per: amountClause(
          clause.per,
          { type: durationType, asks: "`per` takes", range: "more than 0" },
          env,
          module,
        ),
      };
      return publicLabel;
    }
    case "priorityClause": {
      const priority = checkWord(clause.priority, "priority", priorities, module);
      if (priority !== undefined) trigger.priority = priority;
      return publicLabel;
    }
    case "overlapClause": {
      const overlap = checkOverlap(clause, env, module);
      if (overlap !== undefined) trigger.overlap = overlap;
      return publicLabel;
    }
    case "missedClause": {
      const missed = checkWord(clause.policy, "way to treat a start that was missed", missedPolicies, module);
      if (missed !== undefined) trigger.missed = missed;
      return publicLabel;
    }
  }
}

function checkStart(
  clause: StartClause,
  env: Environment,
  module: ModuleContext,
  broken: boolean,
): CheckedTrigger["starts"] {
  const { program } = module;
  const definition = definitionAt(module, clause.call.path, "plan", "goal");
  if (definition === undefined) return undefined;
  const signature = program.signatureOf(definition);
  const { name } = definition.declaration;
  const checked = checkArguments(
    {
      name: definition.name,
      params: signature.params,
      noun: "parameter",
      file: definition.file,
      span: name.span,
    },
    { arguments: clause.call.arguments, span: clause.call.span, env, module, broken },
  );
  checkFlows({
    slot: "do",
    signature,
    given: checked.given,
    // A revealing condition is a warning at the trigger, not an error at the call (semantics, rule 48).
    under: publicLabel,
    span: clause.call.path.span,
    tier: undefined,
    module,
    starts: true,
    told: new Set(),
  });
  return { target: definition.qualified, args: checked.args };
}

/** A member of a trigger's family, and what its variable stands for there. */
interface TriggerMember {
  readonly name: string;
  readonly binding: Binding;
}

/** `for room in Room`: the members of an enum, or of a pool; `undefined` for a single trigger. */
function triggerMembers(
  definition: Definition<"trigger">,
  module: ModuleContext,
): readonly TriggerMember[] | undefined {
  const { family } = definition.declaration;
  if (family === undefined) return undefined;
  const of = definitionAt(module, family.of, "type", "resource");
  if (of?.kind === "resource") {
    const { names } = module.program.poolOf(of);
    return names.members.map((name) => ({
      name,
      binding: constantBinding(name, { ...names, only: [name] }),
    }));
  }
  if (of === undefined) return [];
  const { type } = module.program.typeOf({ name: of.qualified, file: of.file, declaration: of.declaration });
  const members = enumOf(type);
  if (members !== undefined) {
    return members.members.map((name) => ({
      name,
      binding: constantBinding(name, { ...members, only: [name] }),
    }));
  }
  if (type.kind !== "error") {
    const place = { file: module.file, span: family.of.span };
    module.program.report(familyIndex.at(place, { name: of.name, is: aType(type) }));
  }
  return [];
}

function constantBinding(value: string, type: Binding["type"]): Binding {
  return { read: { op: "constant", value }, type, label: publicLabel, constant: { value } };
}

/** The treatment of a run that starts while another one is active. */
export function checkOverlap(
  clause: OverlapClause,
  env: Environment,
  module: ModuleContext,
): Routine["overlap"] | undefined {
  const mode = checkWord(clause.policy, "way to treat runs that overlap", overlaps, module);
  const by = clause.by && checkExpression(clause.by, undefined, env, module.expression).expression;
  const upTo = clause.upTo && checkCount(clause.upTo, "`up to`", 1, module);
  if (mode === undefined) return undefined;
  return { mode, ...(by === undefined ? {} : { by }), ...(upTo === undefined ? {} : { upTo }) };
}
