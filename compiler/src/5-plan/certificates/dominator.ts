import type { DominatorCertificate, Node } from "@orchlang/plan";
import {
  beginsOf,
  blocksOf,
  calledBy,
  type Indexed,
  Order,
  type OrderClaim,
  reached,
  selects,
  settledBefore,
  waysOf,
} from "@orchlang/plan/certificate";

/**
 * For each place before which something has to have been done, a statement that has done it; where none of the same plan
 * has, what is before all calls of it. Called plans come first, since what they do at each end is what their call has done.
 */
export function dominatorCertificate(claim: OrderClaim): DominatorCertificate {
  const scope = reached(claim.program, claim.roots);
  const before: Record<string, string | { readonly callers: true }> = {};
  const doing = new Set<Indexed>();
  const wanted = new Set<string>();
  for (const within of scope.toReversed()) {
    const may = within.routine.nodes.filter((node) => mayDo(claim, within, node, doing));
    if (may.length > 0) doing.add(within);
    for (const node of within.routine.nodes) {
      const place = `${within.routine.name}/${node.id}`;
      const named = dominatorOf(claim, scope, within, node, may, before);
      if (named !== undefined) before[place] = named;
      else if (node.kind !== "return") wanted.add(place);
    }
  }
  for (const place of wanted) before[place] = { callers: true };
  const order = new Order(claim, scope, before);
  for (const within of scope)
    for (const { name, node } of beginsOf(claim.program, within))
      if (selects(claim.program, claim.second.selector, name)) order.before(within, node);
  return {
    kind: "dominator",
    before: Object.fromEntries(order.looked().map((place) => [place, before[place] ?? { callers: true }])),
  };
}

function dominatorOf(
  claim: OrderClaim,
  scope: readonly Indexed[],
  within: Indexed,
  node: Node,
  may: readonly Node[],
  before: DominatorCertificate["before"],
): string | undefined {
  if (may.length === 0) return undefined;
  const settled = settledBefore(within, node);
  const likely = may.filter(({ id, kind }) => settled.has(id) || kind === "call");
  const place = `${within.routine.name}/${node.id}`;
  return likely.find(
    ({ id }) => new Order(claim, scope, { ...before, [place]: id }).before(within, node) === undefined,
  )?.id;
}

/** Whether a statement, or one in a block of it, calls the first action or a plan in which it is called. */
function mayDo(claim: OrderClaim, within: Indexed, node: Node, doing: ReadonlySet<Indexed>): boolean {
  const calls = waysOf(node).some(
    ({ attempt }) =>
      calledBy(claim.program, attempt.target).some((each) => doing.has(each)) ||
      claim.first.some(({ selector }) =>
        selects(claim.program, selector, Object.values(attempt.target)[0] ?? ""),
      ),
  );
  const blocks = [...blocksOf(node).map(({ is }) => is)];
  if (node.kind === "race")
    for (const branch of node.branches) blocks.push(within.nodes.get(branch.node)?.block ?? "");
  return (
    calls ||
    blocks.some((block) =>
      within.blocks.get(block)?.nodes.some((id) => {
        const inner = within.nodes.get(id);
        return inner !== undefined && inner !== node && mayDo(claim, within, inner, doing);
      }),
    )
  );
}
