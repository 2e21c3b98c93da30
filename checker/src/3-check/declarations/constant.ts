import type { Label } from "@orchlang/language";
import { type Arc, cycles } from "@orchlang/plan/graph";
import type { Definition } from "../../2-resolve/definition.ts";
import { checkExpression } from "../expression/check.ts";
import type { Binding } from "../expression/typed.ts";
import { publicLabel } from "../labels/label.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { typeContext } from "../scope/module.ts";
import type { ModuleContext, ProgramContext } from "../scope/program.ts";
import { typeBehind, typedByName } from "../types/let-type.ts";
import { constantCircle, declaredByItself, notConstant } from "./messages.ts";

/** `let most: Int = 20` at top level: a value that is known before any run and stands wherever its name does. */
export function constantBinding(definition: Definition<"constant">, program: ProgramContext): Binding {
  const { declaration, name, file } = definition;
  const module = program.home(definition);
  const wanted = typedByName(declaration, typeContext(module, name));
  const typed = checkExpression(declaration.value, wanted, module.environment, module.expression);
  if (typed.type.kind === "error") return spoiltBinding;
  const place = { file, span: declaration.value.span };
  if (typed.expression.op !== "constant") {
    program.report(notConstant.at(place, { what: `The value of \`${name}\`` }));
    return spoiltBinding;
  }
  return {
    read: typed.expression,
    type: typeBehind(typed, wanted),
    label: publicLabel,
    declared: { file, span: declaration.name.span },
  };
}

/** The binding of a constant that depends on itself, which is reported once. */
export function circularConstant(
  { name, file, declaration }: Definition<"constant">,
  program: ProgramContext,
): Binding {
  program.report(constantCircle.at({ file, span: declaration.name.span }, { name }));
  return spoiltBinding;
}

/**
 * Reports declarations of one kind that lead back to themselves, at the one whose name comes first.
 *
 * @param next what a declaration rests on
 * @param says how it does, "reads"
 */
export function reportCircle<D extends Definition<"flag" | "fusion">>(
  start: D,
  next: (definition: D) => readonly D[],
  says: string,
  module: ModuleContext,
): void {
  const way = circleFrom(start, next);
  if (way === undefined) return;
  const [first, ...labels] = way.slice(0, -1).map(
    (one, index): Label => ({
      file: one.file,
      span: one.declaration.name.span,
      message: `\`${one.name}\` ${says} \`${way[index + 1]?.name ?? ""}\``,
    }),
  );
  const place = { file: module.file, span: start.declaration.name.span };
  const results = { what: `The ${start.kind} \`${start.name}\``, way: way.map(({ name }) => name) };
  const details = first === undefined || labels.length === 0 ? {} : { label: first.message, labels };
  module.program.report(declaredByItself.at(place, results, details));
}

/** A shortest way back to where it begins, which is the least of all that lie on ways back; its last is its first. */
function circleFrom<D extends Definition>(
  start: D,
  next: (definition: D) => readonly D[],
): readonly D[] | undefined {
  const results = new Map([[start.qualified, start]]);
  const arcs: Arc[] = [];
  // A map goes on to what is added to it on the way.
  for (const [from, one] of results) {
    for (const to of next(one)) {
      if (!results.has(to.qualified)) results.set(to.qualified, to);
      arcs.push({ from, to: to.qualified });
    }
  }
  const way = cycles([...results.keys()].sort(), arcs).find(([first]) => first === start.qualified);
  return way?.flatMap((name) => results.get(name) ?? []);
}
