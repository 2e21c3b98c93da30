import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { excludeEachOther } from "../../facts/path-condition.ts";
import { inScopeOf, type LinkedStatement, standsIn } from "../../tree.ts";
import { capabilityOf, isOnce } from "../effects.ts";
import { afterEdit } from "../order/missing.ts";

/* A statement written below a `once` effect, or below a question to a person, that does not wait for it. */

export const doesNotWait = defineDiagnostic<{ step: string; first: string }>({
  code: "ORCH4503",
  severity: "hint",
  title: "A step does not wait for the one above it",
  message: ({ step, first }) => `\`${step}\` does not wait for \`${first}\`, which is above it.`,
  notes: ["A step runs as soon as its inputs are available. Its place in the text does not matter."],
  help: "Add `after` if it should wait.",
});

/** At most one hint a step: of the nearest above it (semantics, rule 53). */
export function notWaitingHints(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  const { tree } = routine;
  const firsts = tree.all.filter((linked) => calls(analysis, linked, isOnceOrPerson));
  if (firsts.length === 0) return [];
  return tree.all.flatMap((linked) => {
    if (!calls(analysis, linked, hasEffect)) return [];
    const first = firsts.findLast((each) => each.index < linked.index && isBeside(routine, each, linked));
    if (first === undefined) return [];
    const { file } = routine.checked.origin;
    const edit = afterEdit(routine, first, linked);
    return [
      doesNotWait.at(
        { file, span: linked.statement.nameSpan },
        { step: linked.id, first: first.id },
        {
          labels: [{ file, span: first.statement.nameSpan, message: "this may still be under way" }],
          fixes:
            edit === undefined ? [] : [{ title: `Wait for \`${first.id}\``, safe: false, edits: [edit] }],
        },
      ),
    ];
  });
}

type Kind = (capability: NonNullable<ReturnType<typeof capabilityOf>>) => boolean;

const isOnceOrPerson: Kind = (capability) => capability.kind === "human" || isOnce(capability);
const hasEffect: Kind = ({ kind, effect }) => kind !== "human" && effect.kind !== "pure";

function calls({ program }: Analysis, { attempts }: LinkedStatement, kind: Kind): boolean {
  return attempts.some(({ attempt }) => {
    const capability = capabilityOf(program, attempt);
    return capability !== undefined && kind(capability);
  });
}

function isBeside({ precedence }: AnalysedRoutine, first: LinkedStatement, then: LinkedStatement): boolean {
  if (first.block.inFinally !== then.block.inFinally || !inScopeOf(first, then)) return false;
  if (standsIn(then, first) || standsIn(first, then)) return false;
  if (precedence.mayPrecede(first, then) || precedence.mayPrecede(then, first)) return false;
  return !excludeEachOther(first, then);
}
