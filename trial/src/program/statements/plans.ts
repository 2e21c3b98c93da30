import type { Draft, Routine } from "../draft.ts";
import type { Scope } from "../scope.ts";
import { joined } from "../types.ts";
import { routineCall } from "./arguments.ts";
import { known } from "./calls.ts";
import type { Construct, WriteBlock } from "./construct.ts";
import { handlersFor } from "./handlers.ts";
import { callOptions } from "./options.ts";

/* Calls of plans and goals. */

/** Writes another plan, or goal, that can be called from where `scope` stands. */
export type WriteRoutine = (draft: Draft, scope: Scope, is: Routine["is"]) => Routine | undefined;

export function plans(block: WriteBlock, write: WriteRoutine): readonly Construct[] {
  const fits = (draft: Draft, scope: Scope): boolean =>
    scope.frame.depth > 0 && !scope.small && draft.left > 0;
  return (["plan", "goal"] as const).map((is) => ({
    family: is === "plan" ? ("plans" as const) : ("goals" as const),
    fits,
    write: (draft, scope) => routineStep(draft, scope, { is, block, write }),
  }));
}

function routineStep(
  draft: Draft,
  scope: Scope,
  {
    is,
    block,
    write,
  }: { readonly is: Routine["is"]; readonly block: WriteBlock; readonly write: WriteRoutine },
): string {
  const { dice } = draft;
  const there = draft.routines.filter(
    (each) => each.is === is && each.depth < scope.frame.depth && !(scope.safe && each.lasting),
  );
  const of = there.length > 0 && dice.chance(0.6) ? dice.one(there) : write(draft, scope, is);
  if (of === undefined || (scope.safe && of.lasting)) return "";
  if (of.lasting) scope.frame.lasting = true;
  const id = draft.fresh("pl");
  const call = routineCall(draft, scope, of);
  const result = of.result === undefined ? {} : { result: of.result };
  const options = callOptions(draft, scope, result);
  const failing = { ...result, label: joined(of.label, scope.pc), fails: of.fails, usual: [] };
  const handled = options.optional
    ? { text: "", label: failing.label }
    : handlersFor(draft, scope, failing, block);
  known(scope, id, { ...result, label: handled.label, optional: options.optional });
  draft.noteStep(id, of.name, `${scope.under.join(" ")} ${call} ${options.text}`);
  return `${scope.indent}step ${id} = ${call}${options.text}${handled.text}`;
}
