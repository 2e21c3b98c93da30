import type { CheckedBlock, CheckedStatement, Unordered } from "@orchlang/checker";
import type { Type } from "@orchlang/checker/types";
import type { Expression } from "@orchlang/plan/expressions";
import type {
  Attempt,
  AttemptOptions,
  BranchArm,
  Node,
  Pick as PoolPick,
  Rescue,
  Target,
} from "@orchlang/plan/nodes";
import { internal, intType, span } from "./place.ts";

export interface Extras {
  readonly after?: readonly string[];
  readonly reads?: readonly string[];
  readonly type?: Type;
  readonly sequence?: number;
  readonly readsNow?: boolean;
  readonly labels?: CheckedStatement["argumentLabels"];
}

function statement(
  node: Unordered<Node>,
  parts: readonly unknown[],
  blocks: readonly CheckedBlock[],
  extras: Extras = {},
): CheckedStatement {
  const read = new Set([...nodesRead(parts), ...(extras.reads ?? [])]);
  return {
    node,
    span: span(),
    nameSpan: span(),
    reads: [...read].map((id) => ({ node: id, span: span() })),
    after: (extras.after ?? []).map((id) => ({ node: id, span: span() })),
    readsNow: extras.readsNow ?? false,
    blocks,
    type: extras.type ?? intType,
    label: internal,
    argumentLabels: extras.labels ?? [],
    ...(extras.sequence === undefined ? {} : { sequence: extras.sequence }),
  };
}

/** The nodes that expressions read, wherever these are. */
function nodesRead(part: unknown): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  if (Array.isArray(part)) return part.flatMap(nodesRead);
  const record = part as Readonly<Record<string, unknown>>;
  if (record.op === "read") return record.from === "node" ? [String(record.name)] : [];
  return Object.values(record).flatMap(nodesRead);
}

export interface AttemptExtras {
  readonly using?: PoolPick;
}

export function attempt(
  target: string | Target,
  args: Readonly<Record<string, Expression>> = {},
  options: AttemptOptions = {},
  extras: AttemptExtras = {},
): Attempt {
  const called: Target = typeof target === "string" ? { capability: target } : target;
  return { target: called, args, options, gate: "local", checks: [], ...extras };
}

export interface CallExtras extends Extras {
  readonly optional?: true;
  readonly rescues?: readonly (Rescue | { readonly block: CheckedBlock; readonly when?: Expression })[];
  readonly using?: PoolPick;
}

/** `step id = target(args) { options }`. */
export function callStep(
  id: string,
  target: string | Target,
  args: Readonly<Record<string, Expression>> = {},
  options: AttemptOptions = {},
  extras: CallExtras = {},
): CheckedStatement {
  const blocks: CheckedBlock[] = [];
  const rescues = (extras.rescues ?? []).map((rescue): Rescue => {
    if (!("block" in rescue) || typeof rescue.block === "string") return rescue as Rescue;
    blocks.push(rescue.block);
    return { ...rescue, block: rescue.block.id };
  });
  const own = attempt(target, args, options, extras.using === undefined ? {} : { using: extras.using });
  const node: Unordered<Node> = {
    kind: "call",
    id,
    block: "",
    attempt: own,
    rescues,
    ...(extras.optional === undefined ? {} : { optional: extras.optional }),
  };
  return statement(node, [own, rescues], blocks, extras);
}

export function returns(value: Expression, id = "return@1"): CheckedStatement {
  return statement({ kind: "return", id, block: "", value }, [value], []);
}

export function fails(message: Expression, id = "fail@1"): CheckedStatement {
  return statement({ kind: "fail", id, block: "", message }, [message], []);
}

export function waits(ms: number, id = "wait@1", extras: Extras = {}): CheckedStatement {
  const duration: Expression = { op: "constant", value: ms };
  return statement(
    { kind: "wait", id, block: "", for: { kind: "duration", duration }, rescues: [] },
    [duration],
    [],
    extras,
  );
}

/** `when condition { yes } else { no }`. */
export function when(
  id: string,
  condition: Expression,
  yes: readonly CheckedStatement[],
  no?: readonly CheckedStatement[],
): CheckedStatement {
  const blocks = [block(`${id}/yes`, yes), ...(no === undefined ? [] : [block(`${id}/no`, no)])];
  const arms: BranchArm[] = [
    { block: `${id}/yes`, condition },
    ...(no === undefined ? [] : [{ block: `${id}/no` }]),
  ];
  return statement({ kind: "branch", id, block: "", arms }, [condition], blocks);
}

/** `step id = for variable in list up to N at once K { body }`. */
export function forEach(
  id: string,
  variable: string,
  list: Expression,
  { upTo, atOnce = 1 }: { readonly upTo: number; readonly atOnce?: number },
  body: readonly CheckedStatement[],
  extras: Extras = {},
): CheckedStatement {
  const node: Unordered<Node> = {
    kind: "loop",
    id,
    block: "",
    variable,
    over: { kind: "list", list, atOnce },
    upTo,
    body: `${id}/body`,
    rescues: [],
  };
  return statement(node, [list], [block(`${id}/body`, body)], extras);
}

/** `step id = for variable from first up to N until condition { body }`. */
export function rounds(
  id: string,
  variable: string,
  from: Expression,
  upTo: number,
  until: Expression | undefined,
  body: readonly CheckedStatement[],
): CheckedStatement {
  const over = { kind: "fold" as const, from, ...(until === undefined ? {} : { until }) };
  const node: Unordered<Node> = {
    kind: "loop",
    id,
    block: "",
    variable,
    over,
    upTo,
    body: `${id}/body`,
    rescues: [],
  };
  return statement(node, [from], [block(`${id}/body`, body)]);
}

/** `with variable = pick for D { body } else { otherwise }`. */
export function holds(
  id: string,
  variable: string,
  pick: PoolPick,
  ms: number,
  body: readonly CheckedStatement[],
  otherwise?: readonly CheckedStatement[],
): CheckedStatement {
  const node: Unordered<Node> = {
    kind: "hold",
    id,
    block: "",
    variable,
    pick,
    for: { op: "constant", value: ms },
    body: `${id}/body`,
    ...(otherwise === undefined ? {} : { otherwise: `${id}/otherwise` }),
  };
  const blocks = [
    block(`${id}/body`, body),
    ...(otherwise === undefined ? [] : [block(`${id}/otherwise`, otherwise)]),
  ];
  return statement(node, [pick], blocks);
}

export function block(id: string, statements: readonly CheckedStatement[]): CheckedBlock {
  return {
    id,
    statements: statements.map(
      (each) => ({ ...each, node: { ...each.node, block: id } }) as CheckedStatement,
    ),
  };
}
