import type { Certificate } from "@orchlang/plan";
import {
  beginsOf,
  type Indexed,
  type ResponseClaim,
  reached,
  selects,
  targetName,
  unanswered,
} from "@orchlang/plan/certificate";
import { figuresOf } from "./figures.ts";

type Response = Extract<Certificate, { readonly kind: "response" }>;

/** For each place where something has to be followed, the first statement of its plan that the checker takes for it. */
export function responseOf(claim: ResponseClaim): Response {
  const { program, roots, rule } = claim;
  const scope = reached(program, roots);
  const below = scope.filter((each) => !roots.includes(each));
  const figures = figuresOf({ program, subject: { lasts: true }, kept: true }, below);
  const by: Record<string, string> = {};
  for (const begin of beginsOf(program, scope)) {
    if (!selects(program, rule.every.selector, begin.name)) continue;
    const { place, within } = begin;
    const found = followers(claim, within).find((id) => {
      return unanswered(claim, { kind: "response", by: { [place]: id }, figures }, begin) === undefined;
    });
    if (found !== undefined) by[place] = found;
  }
  return { kind: "response", by, figures };
}

function followers({ program, rule }: ResponseClaim, { routine }: Indexed): readonly string[] {
  return routine.nodes.flatMap((node) =>
    node.kind === "call" &&
    rule.by.some(({ selector }) => selects(program, selector, targetName(node.attempt.target)))
      ? [node.id]
      : [],
  );
}
