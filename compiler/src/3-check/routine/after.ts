import { closest, didYouMean } from "@orchlang/language";
import type { Name, Span } from "@orchlang/language/ast";
import type { NodeId } from "@orchlang/plan";
import { stepUnknown } from "./messages.ts";
import type { Spot } from "./site.ts";
import type { Source } from "./survey.ts";

/** The steps that a step is to come after. */
export function checkAfter(
  names: readonly Name[],
  spot: Spot,
): readonly { readonly node: NodeId; readonly span: Span }[] {
  const known = spot.site.steps;
  return names.flatMap((name) => {
    const source: Source | undefined = known.get(name.text);
    if (source !== undefined) {
      spot.module.expression.watch?.step(name.span, source.span);
      return [{ node: source.id, span: name.span }];
    }
    if (name.text === "" || spot.module.expression.isLost?.(name.text) === true) return [];
    const place = { file: spot.module.file, span: name.span };
    const meant = spot.module.program.suggests() ? closest(name.text, known.names()) : undefined;
    spot.module.program.report(stepUnknown.at(place, { name: name.text }, didYouMean(place, meant)));
    return [];
  });
}
