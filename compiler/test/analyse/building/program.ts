import type { Span } from "@orchlang/language";
import type {
  Attempt,
  AttemptOptions,
  BranchArm,
  Capability,
  CapabilityKind,
  Expression,
  Goal,
  Guardrail,
  GuardrailRule,
  Node,
  Pattern,
  Policy,
  Pick as PoolPick,
  Rescue,
  Schema,
  Severity,
  Target,
  Verdict,
} from "@orchlang/plan";
import type {
  CheckedBlock,
  CheckedCapability,
  CheckedGoal,
  CheckedProgram,
  CheckedRoutine,
  CheckedRule,
  CheckedStatement,
  Origin,
  Pool,
  TracedLabel,
  Unordered,
} from "../../../src/3-check/checked.ts";
import type { Type } from "../../../src/3-check/type.ts";

/*
 * Programs as phase 3 hands them over, made by hand: one statement a call. Every statement gets a span of its own, in
 * the order in which it is made, so that messages can be told apart.
 */

const file = "test.orch";
export const internal: TracedLabel = { confidentiality: "internal", integrity: "trusted", way: [] };

let next = 0;
function span(): Span {
  next += 10;
  return { start: next, end: next + 5 };
}

function origin(): Origin {
  const here = span();
  return { file, span: here, nameSpan: here, module: "m" };
}

export const intType: Type = { kind: "int" };
export const boolType: Type = { kind: "bool" };

// ---- capabilities ---------------------------------------------------------------

export type CapabilityClauses = Partial<Omit<Capability, "name" | "kind" | "params" | "result">> & {
  readonly params?: Readonly<Record<string, Type>>;
  readonly result?: Type;
  readonly kind?: CapabilityKind;
};

export function capability(name: string, clauses: CapabilityClauses = {}): CheckedCapability {
  const { params = { n: intType }, result = intType, kind = "tool", ...rest } = clauses;
  const anything: Schema = true;
  return {
    capability: {
      name,
      kind,
      params: Object.keys(params).map((param) => ({ name: param, schema: anything, label: internal })),
      result: result.kind === "nothing" ? null : { schema: anything, label: internal },
      effect: { kind: "pure" },
      latency: { op: "constant", value: 1_000 },
      fails: [],
      ensures: [],
      scopes: [],
      clearance: { confidentiality: "internal", integrity: "untrusted" },
      tiers: [],
      uses: [],
      tags: [],
      touches: [],
      ...(kind === "human"
        ? { human: { role: "lead", count: 1, show: { op: "constant", value: "?" } } }
        : {}),
      ...rest,
    },
    origin: origin(),
    types: { params, result },
    clauses: Object.fromEntries(Object.keys(rest).map((clause) => [clause, span()])),
  };
}

/** A person's task: no latency of its own. */
export function human(name: string, clauses: CapabilityClauses = {}): CheckedCapability {
  const { latency: _, ...made } = capability(name, {
    kind: "human",
    effect: { kind: "once" },
    ...clauses,
  }).capability;
  const base = capability(name, { kind: "human", effect: { kind: "once" }, ...clauses });
  return { ...base, capability: clauses.latency === undefined ? made : base.capability };
}

// ---- statements -----------------------------------------------------------------

export interface Extras {
  readonly after?: readonly string[];
  readonly reads?: readonly string[];
  readonly type?: Type;
  readonly sequence?: number;
  readonly readsNow?: boolean;
  readonly labels?: Readonly<Record<string, TracedLabel>>;
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
    argumentLabels: extras.labels ?? {},
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

export function letStep(id: string, value: Expression, extras: Extras = {}): CheckedStatement {
  return statement({ kind: "let", id, block: "", value }, [value], [], extras);
}

export function returns(value: Expression, id = "return@1"): CheckedStatement {
  return statement({ kind: "return", id, block: "", value }, [value], []);
}

export function yields(value: Expression, id = "yield@1"): CheckedStatement {
  return statement({ kind: "yield", id, block: "", value }, [value], []);
}

export function fails(message: Expression, id = "fail@1"): CheckedStatement {
  return statement({ kind: "fail", id, block: "", message }, [message], []);
}

export function emits(event: string, id = "emit@1"): CheckedStatement {
  return statement({ kind: "emit", id, block: "", event, fields: {} }, [], []);
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

/** `match subject { pattern { } … }`. */
export function match(
  id: string,
  subject: Expression,
  sides: readonly (readonly [patterns: readonly Pattern[], statements: readonly CheckedStatement[]])[],
): CheckedStatement {
  const blocks = sides.map(([, statements], at) => block(`${id}/${at}`, statements));
  const arms = sides.map(([patterns], at): BranchArm => ({ block: `${id}/${at}`, patterns }));
  return statement({ kind: "branch", id, block: "", subject, arms }, [subject], blocks);
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

/** `step id = first k of { … }`, each branch being one statement. */
export function race(
  id: string,
  branches: readonly CheckedStatement[],
  { winners = 1, losers = "cancel" as "cancel" | "finish" } = {},
): CheckedStatement {
  const blocks = branches.map((branch, at) => block(`${id}/${at}`, [branch]));
  const node: Unordered<Node> = {
    kind: "race",
    id,
    block: "",
    winners,
    branches: branches.map((branch) => ({ name: branch.node.id, node: branch.node.id })),
    losers,
    rescues: [],
  };
  return statement(node, [], blocks);
}

export function quorum(id: string, agree: number, attempts: readonly Attempt[]): CheckedStatement {
  return statement({ kind: "quorum", id, block: "", agree, attempts, rescues: [] }, [attempts], []);
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

// ---- declarations ----------------------------------------------------------------

export interface RoutineParts {
  readonly params?: Readonly<Record<string, Type>>;
  readonly result?: Type;
  readonly achieves?: string;
  readonly timeout?: number;
  readonly under?: readonly string[];
  readonly finally?: readonly CheckedStatement[];
}

export function routine(
  name: string,
  statements: readonly CheckedStatement[],
  parts: RoutineParts = {},
): CheckedRoutine {
  const { params = { n: intType }, result = intType } = parts;
  const anything: Schema = true;
  const parameters = Object.keys(params).map((param) => ({ name: param, schema: anything, label: internal }));
  return {
    name,
    origin: origin(),
    head: {
      params: parameters,
      result: { schema: anything, label: internal },
      priority: "normal",
      fails: [],
      ...(parts.achieves === undefined ? {} : { achieves: parts.achieves }),
      ...(parts.timeout === undefined ? {} : { timeout: { op: "constant" as const, value: parts.timeout } }),
    },
    params: parameters,
    types: { params, result },
    under: parts.under ?? [],
    body: block("root", statements),
    ...(parts.finally === undefined ? {} : { finally: block("finally", parts.finally) }),
  };
}

export function goal(name: string, clauses: Partial<Omit<Goal, "name" | "alternatives">> = {}): CheckedGoal {
  return {
    goal: {
      name,
      params: [{ name: "n", schema: true, label: internal }],
      result: { schema: true, label: internal },
      intents: [],
      success: [],
      budget: [],
      optimize: "balanced",
      keep: [],
      fails: [],
      ...clauses,
    },
    origin: origin(),
    clauses: {},
  };
}

export function guardrail(
  name: string,
  rules: readonly GuardrailRule[],
  severity: Severity = "blocking",
): CheckedRule<Guardrail> {
  return { rule: { name, severity, rules }, origin: origin(), spans: rules.map(span) };
}

export function policy(
  name: string,
  on: readonly string[],
  verdicts: readonly Verdict[],
  severity: Severity = "blocking",
): CheckedRule<Policy> {
  return {
    rule: { name, severity, on: on.map((each) => ({ name: each })), verdicts },
    origin: origin(),
    spans: verdicts.map(span),
  };
}

export interface ProgramParts {
  readonly capabilities?: readonly CheckedCapability[];
  readonly routines?: readonly CheckedRoutine[];
  readonly goals?: readonly CheckedGoal[];
  readonly guardrails?: readonly CheckedRule<Guardrail>[];
  readonly policies?: readonly CheckedRule<Policy>[];
  readonly pools?: readonly Pool[];
}

export function program(parts: ProgramParts): CheckedProgram {
  return {
    capabilities: new Map((parts.capabilities ?? []).map((each) => [each.capability.name, each])),
    goals: new Map((parts.goals ?? []).map((each) => [each.goal.name, each])),
    routines: new Map((parts.routines ?? []).map((each) => [each.name, each])),
    policies: parts.policies ?? [],
    guardrails: parts.guardrails ?? [],
    scenarios: [],
    schemas: {},
    roles: { lead: { clearance: "personal" } },
    pools: Object.fromEntries(
      (parts.pools ?? []).map((pool) => [pool.name, { pool, origin: origin(), clauses: {} }]),
    ),
    diagnostics: [],
  };
}
