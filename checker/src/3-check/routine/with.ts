import type { Name, With } from "@orchlang/language/ast";
import type { HoldNode } from "@orchlang/plan/nodes";
import type { CheckedBlock } from "../checked.ts";
import { memberBinding } from "../declarations/pool-signature.ts";
import type { Binding } from "../expression/typed.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { listType, nothingType } from "../types/kinds.ts";
import { checkBlock, openInside } from "./block.ts";
import { durationAt } from "./expressions.ts";
import type { Outcome } from "./outcome.ts";
import { type CheckedPick, checkPick } from "./pick.ts";
import type { Spot } from "./site.ts";

/** Holds a member of a pool: its name is known inside the block, and nowhere else. */
export function checkWith(ast: With, spot: Spot): Outcome {
  const name = ast.name.text;
  const picked = checkPick(ast.pick, ast.name, spot);
  const limit = durationAt(ast.duration, "`for` takes", spot);
  const [body, otherwise] = spot.statement.parts.flatMap((part) =>
    part.role === "side" ? [part.block] : [],
  );
  const blocks: CheckedBlock[] = [];
  if (body !== undefined) {
    const bindings = new Map([[name, heldBinding(ast.name, picked, spot)]]);
    blocks.push(checkBlock(openInside(body, spot, { bindings })));
  }
  if (otherwise !== undefined) blocks.push(checkBlock(openInside(otherwise, spot)));
  const node: Omit<HoldNode, "id" | "block" | "needs"> = {
    kind: "hold",
    variable: name,
    pick: picked?.pick ?? { pool: "" },
    for: limit.expression,
    body: body?.id ?? "",
    ...(otherwise === undefined ? {} : { otherwise: otherwise.id }),
  };
  return { node, type: nothingType, label: spot.under, blocks, after: [], argumentLabels: [] };
}

/** One member, or with `count n` the list of them. */
function heldBinding(name: Name, picked: CheckedPick | undefined, { module }: Spot): Binding {
  if (picked === undefined) return spoiltBinding;
  const declared = { file: module.file, span: name.span };
  const one = { ...memberBinding(picked.pool, name.text), declared };
  const { count } = picked.pick;
  return typeof count === "number" ? { ...one, type: listType(one.type, { min: count, max: count }) } : one;
}
