import type { Fix } from "@orchlang/language";
import type { Match } from "@orchlang/language/ast";
import type { BranchArm } from "@orchlang/plan/nodes";
import type { CheckedBlock } from "../checked.ts";
import { isContext } from "../expression/compare.ts";
import { inArm } from "../expression/match.ts";
import { elseUnreached } from "../expression/pattern-messages.ts";
import { checkPatterns, matchSubject, readInArm } from "../expression/patterns.ts";
import type { Binding } from "../expression/typed.ts";
import { joinLabels, through } from "../labels/label.ts";
import { nothingType } from "../types/kinds.ts";
import { required } from "../types/optional.ts";
import { asUnion } from "../types/union.ts";
import { checkBlock, openInside } from "./block.ts";
import { checkAt } from "./expressions.ts";
import { noValue, type Outcome, plainOutcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

export function checkMatch(ast: Match, spot: Spot): Outcome {
  const subject = checkAt(ast.subject, undefined, spot);
  const decides = { says: "this decides what happens", file: spot.module.file, span: ast.subject.span };
  const under = joinLabels(spot.under, through(subject.label, decides));
  const checked = checkPatterns(
    ast.cases.map((one) => one.pattern),
    subject,
    // Missing cases are reported at the head, not at all the cases.
    { start: ast.span.start, end: ast.subject.span.end },
    spot.env,
    spot.module.expression,
    (words) => addCases(ast, words, spot),
  );
  // A match without cases has been reported, and a choice without arms would mean nothing to later phases.
  if (ast.cases.length === 0) return plainOutcome(noValue, nothingType, under);
  // A signal may be another case when it is read again, and then has other fields.
  const later = asUnion(required(subject.type)) !== undefined && isContext(subject.expression);
  const arms: BranchArm[] = [];
  const blocks: CheckedBlock[] = [];
  spot.statement.parts.forEach((part, index) => {
    const written = ast.cases[index];
    if (part.role !== "side" || written === undefined) return;
    const name = written.binding?.text ?? "";
    const pattern = checked[index];
    const bindings = new Map<string, Binding>();
    const reading = pattern && readInArm(subject, pattern);
    if (name !== "" && pattern !== undefined) {
      bindings.set(name, {
        read: reading ?? { op: "read", from: "local", name },
        type: later ? subject.type : pattern.narrowed,
        label: subject.label,
        declared: { file: spot.module.file, span: written.binding?.span ?? written.span },
      });
    }
    if (pattern?.leftOver) {
      const place = { file: spot.module.file, span: pattern.span };
      spot.module.program.report(elseUnreached.at(place, {}));
    }
    const env = later ? spot.env : inArm(ast.subject, pattern, subject, spot.env);
    blocks.push(checkBlock(openInside(part.block, spot, { env, bindings, under })));
    arms.push({
      block: part.block.id,
      patterns: pattern?.patterns ?? [],
      ...(name === "" || reading !== undefined ? {} : { as: name }),
    });
  });
  return {
    node: { kind: "branch", subject: matchSubject(subject), arms },
    type: nothingType,
    label: under,
    blocks,
    after: [],
    argumentLabels: [],
    ...(subject.doubtful ? { doubtful: true } : {}),
  };
}

/** Empty cases behind the last one, on lines of their own. */
function addCases({ cases }: Match, words: readonly string[], { module }: Spot): Fix | undefined {
  const end = cases.at(-1)?.span.end;
  if (end === undefined) return undefined;
  const newText = words.map((word) => `\n    ${word} {}`).join("");
  return {
    title: `Add ${words.map((word) => `\`${word}\``).join(", ")}`,
    safe: false,
    edits: [{ file: module.file, span: { start: end, end }, newText }],
  };
}
