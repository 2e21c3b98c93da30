import { type Expression, freeReads, type Pick } from "@orchlang/plan";
import { substitute } from "../expression/substitute.ts";
import { surroundings } from "../tree.ts";
import type { Occurrence } from "./occurrence.ts";

/**
 * What holds of `resource` as a member is chosen for an action: the `where` of what it uses, else of the `with` whose
 * member its arguments read, else of the nearest. Later it may be otherwise, so that nothing is proved by it; but a policy
 * that denies all of these leaves nobody to choose.
 */
export function chosenBy(occurrence: Occurrence): Expression | undefined {
  const { attempt, located } = occurrence;
  const pick = attempt.using ?? heldFor(occurrence);
  if (pick?.where === undefined || pick.count !== undefined) return undefined;
  return substitute(pick.where, (read) =>
    read.from === "context"
      ? { op: "read", from: "local", name: `${read.name} as chosen for ${located.id}` }
      : undefined,
  );
}

function heldFor({ attempt, located }: Occurrence): Pick | undefined {
  const holds = [...surroundings(located)].flatMap(({ owner, role }) => {
    const node = owner?.statement.node;
    return node?.kind === "hold" && role?.kind === "held" ? [node] : [];
  });
  const read = new Set(
    Object.values(attempt.args).flatMap((arg) =>
      freeReads(arg).flatMap(({ from, name }) => (from === "local" ? [name] : [])),
    ),
  );
  return (holds.find(({ variable }) => read.has(variable)) ?? holds[0])?.pick;
}
