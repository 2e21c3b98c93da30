import { closest, didYouMean } from "@orchlang/language";
import {
  constantText,
  type Expression,
  type ScheduleSource,
  type TriggerSource as SourceNode,
} from "@orchlang/language/ast";
import type { TriggerSource } from "@orchlang/plan/context";
import { isZone } from "@orchlang/plan/quantities";
import type { TracedLabel } from "../checked.ts";
import type { AskedCondition } from "../checked-context.ts";
import { checkCondition } from "../expression/check.ts";
import { extend, extendWith } from "../expression/environment.ts";
import { narrow } from "../expression/narrow.ts";
import type { Binding, Environment, Typed } from "../expression/typed.ts";
import { joinLabels, publicLabel } from "../labels/label.ts";
import { changeQuestion, type Question, whereQuestion } from "../routine/conditions.ts";
import { failuresOf } from "../routine/failures.ts";
import { definitionAt, type ModuleContext } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { join } from "../types/join.ts";
import { durationType, jsonType } from "../types/kinds.ts";
import { type Amount, amountClause } from "./amounts.ts";
import { cronFault } from "./cron.ts";
import { occurrenceBinding } from "./event-signature.ts";
import { cronInvalid, zoneUnknown } from "./rule-messages.ts";
import { localBinding, runType } from "./selectors.ts";

/** A trigger's source, and the names that the rest of the trigger may read. */
export interface CheckedSource {
  readonly source: TriggerSource;
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly label: TracedLabel;
  /** Where a condition does. */
  readonly asked?: AskedCondition["all"][number];
}

/** Called for each condition that may be constant. */
export type Settled = (asked: Typed, ast: Expression, question: Question) => void;

/** Where what it names is not there, nothing is said of what it knows. */
export function checkSource(
  node: SourceNode,
  env: Environment,
  module: ModuleContext,
  settled: Settled,
): CheckedSource | undefined {
  const none = { bindings: new Map<string, Binding>(), label: publicLabel };
  switch (node.kind) {
    case "eventSource": {
      const definition = definitionAt(module, node.event, "event", "fusion");
      if (definition === undefined) return undefined;
      const event = occurrenceBinding(module.program.eventOf(definition), "event");
      const inside = extend(env, { event });
      const where = node.where && checkCondition(node.where, "`where` takes", inside, module.expression);
      if (node.where !== undefined && where !== undefined) settled(where, node.where, whereQuestion);
      const asked = node.where ? narrow(inside, node.where, true, module.expression) : inside;
      return {
        source: {
          kind: "event",
          event: definition.qualified,
          ...(where === undefined ? {} : { where: where.expression }),
        },
        bindings: new Map([["event", (where && asked.lookup("event")) ?? event]]),
        label: where?.label ?? publicLabel,
        ...(where === undefined ? {} : { asked: { expression: where.expression, span: where.span } }),
      };
    }
    case "scheduleSource":
      return { source: checkSchedule(node, module), ...none };
    case "everySource": {
      const every: Amount = { type: durationType, asks: "`every` takes", range: "more than 0" };
      const period = amountClause(node.period, every, env, module);
      return { source: { kind: "every", period }, ...none };
    }
    case "changeSource": {
      const condition = checkCondition(node.condition, "`change` takes", env, module.expression);
      settled(condition, node.condition, changeQuestion);
      const lasting: Amount = { type: durationType, asks: "`for` takes", range: "0 or more" };
      const held = node.for && amountClause(node.for, lasting, env, module);
      return {
        source: {
          kind: "change",
          condition: condition.expression,
          ...(held === undefined ? {} : { for: held }),
        },
        bindings: new Map(),
        label: condition.label,
        asked: { expression: condition.expression, span: node.condition.span },
      };
    }
    case "outcomeSource":
      return outcomeSource(node, module);
    case "requestSource": {
      const path = constantText(node.path) ?? "";
      return { source: { kind: "request", path }, ...none, bindings: requestBindings };
    }
  }
}

const requestBindings = new Map([["request", localBinding("request", jsonType)]]);

function outcomeSource(
  node: Extract<SourceNode, { readonly kind: "outcomeSource" }>,
  module: ModuleContext,
): CheckedSource | undefined {
  const definition = definitionAt(module, node.plan, "plan", "goal");
  if (definition === undefined) return undefined;
  const bindings = new Map([["run", localBinding("run", runType)]]);
  const { type } = module.program.signatureOf(definition).result;
  if (node.outcome === "completed" && type.kind !== "nothing")
    bindings.set("result", localBinding("result", type));
  if (node.outcome === "failed") {
    const names = failuresOf(definition, module.program);
    bindings.set("error", localBinding("error", { kind: "failure", names }));
  }
  return {
    source: { kind: "outcome", outcome: node.outcome, target: definition.qualified },
    bindings,
    label: publicLabel,
  };
}

function checkSchedule(node: ScheduleSource, module: ModuleContext): TriggerSource {
  const cron = constantText(node.cron) ?? "";
  const fault = cronFault(cron);
  if (fault !== undefined) {
    module.program.report(cronInvalid.at({ file: module.file, span: node.cron.span }, { because: fault }));
  }
  const zone = node.zone === undefined ? module.expression.zone : (constantText(node.zone) ?? "");
  if (node.zone !== undefined && !isZone(zone)) {
    const place = { file: module.file, span: node.zone.span };
    const meant = closest(zone, Intl.supportedValuesOf("timeZone"));
    module.program.report(zoneUnknown.at(place, { zone }, didYouMean(place, meant, meant && `"${meant}"`)));
  }
  return { kind: "schedule", cron, zone };
}

/** The names that all sources of a trigger provide. */
export function sourceEnvironment(sources: readonly CheckedSource[], env: Environment): Environment {
  const [first, ...others] = sources;
  if (first === undefined) return env;
  const shared = [...first.bindings].flatMap(([name, binding]) => {
    const all = others.reduce<Binding | undefined>(
      (sofar, { bindings }) => eitherOf(sofar, bindings.get(name)),
      binding,
    );
    return all === undefined ? [] : [[name, all] as const];
  });
  return extendWith(env, new Map(shared));
}

/** The knowledge common to both. */
function eitherOf(one: Binding | undefined, other: Binding | undefined): Binding | undefined {
  if (one === undefined || other === undefined) return undefined;
  // Two events that have no field in common are still two events.
  const type: Type = join(one.type, other.type) ?? { kind: "record", fields: [] };
  return { ...one, type, label: joinLabels(one.label, other.label) };
}

export function sourcesLabel(sources: readonly CheckedSource[]): TracedLabel {
  return joinLabels(...sources.map((source) => source.label));
}
