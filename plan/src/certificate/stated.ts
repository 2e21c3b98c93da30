import { asJson } from "../canonical/hash.ts";
import type { Json } from "../shapes/json.ts";
import type { Node } from "../shapes/node.ts";
import type { RuleSource } from "../shapes/rule.ts";
import { type Program, undoOf, waysOf } from "./program.ts";
import { type Rejection, rejected } from "./report.ts";

type OfStep = Extract<RuleSource, { readonly step: string }>;

/** Whether a statement says what an author answers for: a label taken away, an effect that is not taken back. */
export function checkStated(program: Program, { step, clause }: OfStep): Rejection | undefined {
  const at = step.indexOf("/");
  const node = program.routines.get(step.slice(0, at))?.nodes.get(step.slice(at + 1));
  if (node === undefined) return rejected(step, "there is no such statement");
  if (clause === "held") return rejected(step, "how long it takes is not looked into");
  const says =
    clause === "irreversible" ? leavesNothingUnsaid(program, node) : releases(asJson(node), clause);
  return says ? undefined : rejected(step, `nothing in it is said to be ${clause}`);
}

/** Each way that can't be repeated and has no undo says that it stands, and one does. */
function leavesNothingUnsaid({ plan }: Program, node: Node): boolean {
  const ways = waysOf(node).map(({ attempt: { target, options } }) => {
    const capability = "capability" in target ? plan.capabilities[target.capability] : undefined;
    const said = options.irreversible !== undefined || capability?.irreversible !== undefined;
    return { said, fine: capability?.effect.kind !== "once" || undoOf(capability, options) !== undefined };
  });
  return ways.some(({ said }) => said) && ways.every(({ said, fine }) => said || fine);
}

/** A call of `label.endorse` or `label.declassify`, or the text that stands in for what was redacted. */
function releases(json: Json, clause: OfStep["clause"]): boolean {
  if (typeof json === "string")
    return clause === "redact" ? /^‹\w+›$/.test(json) : json === `label.${clause}`;
  if (typeof json !== "object" || json === null) return false;
  return Object.values(json).some((part) => releases(part, clause));
}
