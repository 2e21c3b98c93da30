import type { Step } from "@orchlang/language";
import type { Rescue } from "@orchlang/plan";
import type { CheckedBlock, TracedLabel } from "../checked.ts";
import { extend } from "../expression/environment.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import { joinLabels, through } from "../labels/label.ts";
import { lineOf } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { join } from "../types/join.ts";
import { errorType } from "../types/kinds.ts";
import { optional } from "../types/optional.ts";
import { aType } from "../types/show.ts";
import { checkAttempt } from "./attempt.ts";
import { checkBlock, openInside } from "./block.ts";
import { conditionAt } from "./expressions.ts";
import { handlerDiffers, handlerUnreached } from "./messages.ts";
import { insideOf } from "./names.ts";
import type { Given, Spot } from "./site.ts";
import type { Main } from "./step-body.ts";

/** A step's handlers, and what the step is worth with them. */
export interface Handled {
  readonly rescues: readonly Rescue[];
  readonly blocks: readonly CheckedBlock[];
  readonly argumentLabels: Readonly<Record<string, TracedLabel>>;
  readonly type: Type;
  readonly label: TracedLabel;
  readonly missingBecause?: string;
}

/** What a handler gives in place of the step; none: it never gives anything, since it ends the plan. */
interface Instead {
  readonly given: Given | undefined;
  /** There is a way through it that gives nothing. */
  readonly mayLack: boolean;
}

export function checkHandlers(ast: Step, main: Main, spot: Spot): Handled {
  const { routine } = spot.frame;
  const rescues: Rescue[] = [];
  const blocks: CheckedBlock[] = [];
  const argumentLabels: Record<string, TracedLabel> = {};
  let worth: Worth = { type: main.type, label: main.label };
  let caught = false;
  ast.handlers.forEach((handler, index) => {
    if (caught) {
      spot.module.program.report(handlerUnreached.at({ file: spot.module.file, span: handler.span }, {}));
    }
    const inside = handlerSpot(ast, main, spot);
    const when = handler.condition && conditionAt(handler.condition, "`else when` takes", inside).expression;
    const asked = when === undefined ? {} : { when };
    if (handler.body.kind === "block") {
      const part = spot.statement.parts.find((one) => one.role === "handler" && one.handler === handler);
      if (part?.role !== "handler") return;
      const yields: Given[] = [];
      const { surroundings } = spot.site;
      blocks.push(
        checkBlock(
          openInside(part.block, inside, { surroundings: { ...surroundings, yields }, under: inside.under }),
        ),
      );
      rescues.push({ ...asked, block: part.block.id });
      worth = withInstead(
        worth,
        blockInstead(yields, part.block.yields, part.block.ends),
        handler.span,
        ast,
        spot,
      );
    } else {
      const slot = `else${index + 1}`;
      const attempt = checkAttempt(handler.body, { slot, of: "fallback", options: handler.options }, inside);
      rescues.push({ ...asked, attempt: attempt.attempt });
      Object.assign(argumentLabels, attempt.argumentLabels);
      for (const name of attempt.declaredFailures) routine.failures.add(name);
      const given = { type: attempt.type, label: attempt.label, span: handler.body.span };
      worth = withInstead(worth, { given, mayLack: false }, handler.body.span, ast, spot);
    }
    caught ||= handler.condition === undefined;
  });
  if (!caught) for (const name of main.declaredFailures) routine.failures.add(name);
  return { rescues, blocks, argumentLabels, ...worth };
}

interface Worth {
  readonly type: Type;
  readonly label: TracedLabel;
  readonly missingBecause?: string;
}

function handlerSpot(ast: Step, main: Main, spot: Spot): Spot {
  const tells = {
    says: "that this failed tells of what it was given",
    file: spot.module.file,
    span: ast.body.span,
  };
  const label = joinLabels(main.label, through(main.inputLabel, tells));
  const error: Binding = {
    read: { op: "read", from: "local", name: "error" },
    type:
      main.failures === undefined
        ? errorType
        : { kind: "failure", names: main.failures, ...(main.last === undefined ? {} : { last: main.last }) },
    label,
  };
  const around: Environment = insideOf(spot.statement, spot.site.block, spot.env);
  return { ...spot, env: extend(around, { error }), under: joinLabels(spot.under, label) };
}

function blockInstead(yields: readonly Given[], always: boolean, ends: boolean): Instead {
  const [first] = yields;
  if (first === undefined) return { given: undefined, mayLack: !ends };
  let { type, label } = first;
  for (const one of yields.slice(1)) {
    type = join(type, one.type) ?? errorType;
    label = joinLabels(label, one.label);
  }
  return { given: { type, label, span: first.span }, mayLack: !always };
}

/** What a step is worth where a handler may have stood in for it. */
function withInstead(worth: Worth, instead: Instead, span: Given["span"], ast: Step, spot: Spot): Worth {
  if (worth.type.kind === "nothing" || worth.type.kind === "error") return worth;
  const lacks = instead.mayLack || instead.given?.type.kind === "nothing";
  const missing = `what is done instead may give nothing (line ${lineOf(spot.module, span)})`;
  const { given } = instead;
  if (given === undefined || given.type.kind === "nothing") {
    return lacks ? { ...worth, type: optional(worth.type), missingBecause: missing } : worth;
  }
  const both = join(worth.type, given.type);
  if (both === undefined) reportDiffers(worth.type, given, ast, spot);
  const type = both ?? errorType;
  const label = joinLabels(worth.label, given.label);
  return lacks ? { type: optional(type), label, missingBecause: missing } : { ...worth, type, label };
}

function reportDiffers(type: Type, given: Given, ast: Step, spot: Spot): void {
  const { file, program } = spot.module;
  const labels = [{ file, span: ast.body.span, message: `gives ${aType(type)}` }];
  const params = { step: ast.name.text, gives: aType(type), instead: aType(given.type) };
  program.report(handlerDiffers.at({ file, span: given.span }, params, { labels }));
}
