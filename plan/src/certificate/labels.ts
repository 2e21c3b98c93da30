import { typeNamed } from "../boundary/schemas.ts";
import { partsOf } from "../evaluate/free-reads.ts";
import type { Certificate } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, Node } from "../shapes/node.ts";
import type { Plan } from "../shapes/plan.ts";
import type { Check } from "../shapes/rule.ts";
import type { Json } from "../shapes/value.ts";
import * as walk from "./program.ts";
import { type Indexed, own, type Program } from "./program.ts";
import { record } from "./value.ts";

/* Labels as bits (semantics, rule 48): a value carries those of all that is in it and of what decided it. */

const bits = { public: 0, internal: 1, personal: 3, secret: 7, untrusted: 8 } as const;
const all = bits.secret | bits.untrusted;

/** That a carrier has these labels at least. */
type Flow = readonly [to: string, labels: number];
type Locals = Readonly<Record<string, number>>;

/** The flows of a plan in one step, by the labels that a certificate gives to each carrier (`docs/certificates.md`). */
export class Flows {
  private readonly program: Program;
  private readonly given: Omit<Extract<Certificate, { readonly kind: "labels" }>, "kind">;
  /** Decisions elsewhere count wherever the plan continues ("a rule that keeps a label from a place"). */
  private readonly strict: boolean;

  constructor(program: Program, given: Flows["given"], strict: boolean) {
    this.program = program;
    this.given = given;
    this.strict = strict;
  }

  of(within: Indexed): readonly Flow[] {
    const { name, routine } = within;
    const goals = Object.values(this.program.plan.goals).filter(
      (goal) => goal.alternatives.indexOf(name) > 0,
    );
    return [
      ...routine.params.map(
        (each): Flow => [`${name}#${each.name}`, this.declared(bitsOf(each.label), each.schema)],
      ),
      [`${name}:${routine.root}`, this.strict ? or(goals, (goal) => this.unmet(goal.name)) : 0],
      [`${name}:${routine.finally}`, this.at(`${name}:${routine.root}`)],
      [`${name}=`, 0],
      ...routine.nodes.flatMap((node) => this.ofNode(within, node)),
    ];
  }

  private at(carrier: string): number {
    return own(this.given.labels, carrier) ?? all;
  }

  private ofNode(within: Indexed, node: Node): readonly Flow[] {
    const { name } = within;
    const key = `${name}/${node.id}`;
    const owners = walk.around(within, node);
    const [owner] = owners;
    const asks = this.decides(within, node) | this.accepts(within, node);
    const context = this.context(within, node);
    const handled = this.at(`${key}!`) | asks;
    const value = this.value(within, node) | context | (showsFailure(node) ? handled : 0);
    const isCaught = owner === undefined || walk.isHandler(owner, node.block);
    const below = context | asks | (node.kind === "race" && this.strict ? handled : 0);
    return [
      [key, value],
      [`${key}!`, this.failure(within, node) | asks],
      [`${key}~`, this.variable(within, node) | asks],
      [`${name}!`, this.at(`${key}!`)],
      [`${name}.`, this.ending(within, node) | asks | (isInterrupted(node) && this.strict ? handled : 0)],
      ...(isCaught ? [] : [[`${name}/${owner.id}!`, this.at(`${key}!`)] as const]),
      ...(node.kind === "yield" ? owners.map((each): Flow => [`${name}/${each.id}`, value]) : []),
      ...(node.kind === "return" ? [[`${name}=`, value] as const] : []),
      ...walk.blocksOf(within, node, false).map((block): Flow => [`${name}:${block}`, below]),
      ...walk.blocksOf(within, node, true).map((block): Flow => [`${name}:${block}`, context | handled]),
      ...walk.waysOf(node).flatMap((way) => this.calls(within, node, way)),
    ];
  }

  /** Flows from a call into the plans that it may run, and from the decision to make it. */
  private calls(within: Indexed, node: Node, { attempt, handler }: walk.Way): readonly Flow[] {
    const handing = this.errorOf(within, node, handler);
    const decides = this.context(within, node) | (handler ? this.handling(within, node) : 0);
    return walk.calledBy(this.program, attempt.target).flatMap(({ name, routine }): readonly Flow[] => [
      [`${name}:${routine.root}`, decides],
      ...routine.params.map(({ name: param, default: other }): Flow => {
        const value = own(attempt.args, param);
        if (value !== undefined) return [`${name}#${param}`, this.read(value, within, node, handing)];
        const others = routine.params.map((each) => [each.name, this.at(`${name}#${each.name}`)]);
        // A default reads what the plan was called with.
        const read = other ? this.read(other, within, node, Object.fromEntries(others)) : 0;
        return [`${name}#${param}`, read];
      }),
    ]);
  }

  /** The label of everything that decides whether a statement is reached. */
  context({ name }: Indexed, { block }: Node): number {
    return this.at(`${name}:${block}`) | (this.strict ? this.at(`${name}.`) : 0);
  }

  /** That a handler is come to. */
  handling(within: Indexed, node: Node): number {
    return this.at(`${within.name}/${node.id}!`) | this.accepts(within, node);
  }

  errorOf({ name }: Indexed, node: Node, handler: boolean): Locals {
    return handler ? { error: this.at(`${name}/${node.id}!`) } : {};
  }

  /** The labels of all that an expression reads, but for what it endorses or declassifies. */
  read(e: Expression, within: Indexed, node: Node, locals: Locals = {}): number {
    if (e.op === "read" && e.from === "input") return this.at(`${within.name}#${e.name}`);
    if (e.op === "read" && e.from === "node") return this.at(`${within.name}/${e.name}`);
    if (e.op === "read" && e.from === "context") return this.signal(e.name);
    if (e.op === "read") return own(locals, e.name) ?? this.local(within, node, e.name);
    const inner =
      e.op === "fold" && e.as ? { ...locals, [e.as]: this.read(e.list, within, node, locals) } : locals;
    const result = or(partsOf(e), (part) => this.read(part, within, node, inner));
    if (e.op !== "call" || !e.fn.startsWith("label.")) return result;
    return (
      result & (e.fn === "label.endorse" ? bits.secret : e.fn === "label.declassify" ? bits.untrusted : all)
    );
  }

  /** A signal or a flag, of a family the one of it that is named: `motion(hall)`. */
  private signal(read: string): number {
    const { signals, flags } = this.program.plan;
    const name = read.replace(/\(.*\)$/s, "");
    const [signal, flag] = [own(signals, name), own(flags, name)];
    if (signal !== undefined) return this.declared(bitsOf(signal.label), signal.schema);
    if (flag !== undefined) return bitsOf(flag.label);
    return name === "now" ? bits.public : name === "user" || name === "run" ? bits.internal : all;
  }

  /** The label of a local name of the surrounding statements. */
  private local(within: Indexed, node: Node, name: string): number {
    let inner = node;
    for (const owner of walk.around(within, node)) {
      const { block } = inner;
      const key = `${within.name}/${owner.id}`;
      const isIn = (owner.kind === "loop" || owner.kind === "hold") && block === owner.body;
      const isArm =
        owner.kind === "branch" && owner.arms.some((arm) => arm.block === block && arm.as === name);
      if (isIn && owner.variable === name) return this.at(`${key}~`);
      if (name === "error" && walk.isHandler(owner, block)) return this.at(`${key}!`) | this.at(key);
      if (isArm && owner.subject !== undefined) return this.read(owner.subject, within, owner);
      inner = owner;
    }
    const isOutcome = name === "outcome" && walk.isLast(within, node);
    return isOutcome ? this.at(`${within.name}.`) | this.at(`${within.name}!`) : all;
  }

  private value(within: Indexed, node: Node): number {
    if ("value" in node) return this.read(node.value, within, node);
    const ids =
      node.kind === "join" ? node.of : node.kind === "race" ? node.branches.map((each) => each.node) : [];
    const decides =
      node.kind === "loop" || node.kind === "wait"
        ? this.decides(within, node) | this.variable(within, node)
        : 0;
    const results = or(walk.waysOf(node), ({ attempt }) => this.result(attempt.target));
    return results | decides | or(ids, (id) => this.at(`${within.name}/${id}`));
  }

  /** The label of a fold's memory, or of a held member. */
  private variable(within: Indexed, node: Node): number {
    if (node.kind === "loop" && node.over.kind === "fold")
      return this.at(`${within.name}/${node.id}`) | this.read(node.over.from, within, node);
    return node.kind === "hold" ? this.member(node.pick.pool) : 0;
  }

  private member(pool: string | undefined): number {
    const kind = own(this.program.plan.pools, pool ?? "")?.kind;
    return (typeof kind === "string" ? own(this.given.kinds, kind) : undefined) ?? all;
  }

  private occurrence(node: Node): number {
    const of = node.kind === "loop" ? node.over : node.kind === "wait" ? node.for : undefined;
    if (of?.kind !== "occurrence" && of?.kind !== "occurrences") return 0;
    return this.field(of.event) | this.occurs(of.event);
  }

  /** The labels of a field of an event, or of all of them. */
  private field(event: string, name?: string): number {
    const fields = own(this.program.plan.events, event)?.fields;
    const labelled = (field: Json): number => {
      const { confidentiality, integrity } = record(record(field).label);
      const least = own<number>(bits, String(confidentiality)) ?? all;
      return this.declared(integrity === "trusted" ? least : least | bits.untrusted, record(field).schema);
    };
    const isMeant = (field: Json): boolean => name === undefined || record(field).name === name;
    return bits.internal | (Array.isArray(fields) ? or(fields.filter(isMeant), labelled) : all);
  }

  /** The labels that decide whether an event occurs; for a fusion, its conditions on the occurrences that it joins. */
  private occurs(event: string, inside: readonly string[] = []): number {
    const { joins = [], where, by, near, emit } = record(own(this.program.plan.events, event));
    if (!Array.isArray(joins) || inside.includes(event)) return all;
    const joined = new Map(joins.map((join) => [record(join).as, String(record(join).event)]));
    const asked = (e: Expression): number => {
      const of = e.op === "field" ? e.of : e;
      const from = of.op === "read" && of.from === "local" ? joined.get(of.name) : undefined;
      if (from !== undefined) return this.field(from, e.op === "field" ? e.name : undefined);
      return or(partsOf(e), asked);
    };
    const before = or([...joined.values()], (each) => this.occurs(each, [...inside, event]));
    return before | or([...expressionsIn([where, by, near]), ...expressionsIn(emit).filter(divides)], asked);
  }

  result(target: Attempt["target"]): number {
    const capability =
      "capability" in target ? own(this.program.plan.capabilities, target.capability) : undefined;
    const { result, kind } = capability ?? {};
    const model = kind === "llm" || kind === "agent" ? bits.untrusted : 0;
    const called = this.below(target, "=") | (this.strict && "goal" in target ? this.below(target, ".") : 0);
    return called | (result ? this.declared(bitsOf(result.label) | model, result.schema) : 0);
  }

  private below(target: Attempt["target"], carrier: "=" | "." | "!"): number {
    return or(walk.calledBy(this.program, target), ({ name }) => this.at(`${name}${carrier}`));
  }

  /** The labels of a type: its own, and those that `x-labels` says of fields, however deep. */
  declared(base: number, schema: Json | undefined, depth = 0): number {
    if (typeof schema !== "object" || schema === null) return base;
    const name = typeNamed(record(schema));
    const named = name === undefined ? [] : [own(this.program.plan.schemas, name)];
    const words = Object.values(record(record(schema)["x-labels"])).flat();
    const parts = depth > 40 ? [] : [...Object.values(schema), ...named];
    const result = depth > 40 ? all : or(words, (word) => own<number>(bits, String(word)) ?? all);
    return base | result | or(parts, (part) => this.declared(0, part, depth + 1));
  }

  /** The label of the data that a statement reads before it acts. */
  private decides(within: Indexed, node: Node): number {
    const isFold = node.kind === "loop" && node.over.kind === "fold";
    const over =
      isFold && "until" in node.over ? node.over.until : "over" in node ? !isFold && node.over : undefined;
    const asked = { subject: 0, arms: 0, upTo: 0, tolerated: 0, pick: 0, from: 0, for: 0 };
    const expressions = Object.entries(node).flatMap(([part, is]) =>
      Object.hasOwn(asked, part) ? expressionsIn(is) : [],
    );
    const event = this.occurrence(node);
    const variable = "variable" in node ? node.variable : "event";
    const self = "variable" in node ? this.at(`${within.name}/${node.id}~`) : event;
    const inner = { event, resource: self, [variable]: self };
    return (
      event | or([...expressionsIn(over), ...expressions], (each) => this.read(each, within, node, inner))
    );
  }

  /** The labels that decide if calls succeeded in time, were accepted, and fit their types. */
  accepts(within: Indexed, node: Node): number {
    return or(walk.waysOf(node), ({ attempt: { target, args, using, options } }) => {
      const { undo: _, ...asked } = options;
      const it = this.result(target);
      const { ensures = [], latency } = walk.capabilityOf(this.program, { target }) ?? {};
      const isEnsured = ensures.length > 0;
      // A time limit that reads arguments is over by what these are.
      const isTimed = this.strict && latency !== undefined && latency.op !== "constant";
      const timed = isTimed ? or(Object.values(args), (each) => this.read(each, within, node)) : 0;
      const again =
        this.strict && (isEnsured || (asked.retry ?? asked.attempts) !== undefined || walk.isRescued(node));
      const error = this.at(`${within.name}/${node.id}!`);
      const inner = { it, result: it, error, resource: this.member(using?.pool) };
      const result = or(expressionsIn([asked, using]), (each) => this.read(each, within, node, inner));
      return result | timed | (again ? it | this.below(target, "!") : 0);
    });
  }

  /** The labels that a statement's own failure or denial reveals. */
  private failure(within: Indexed, node: Node): number {
    const failure =
      this.denials(within, node) | (node.kind === "fail" ? this.read(node.message, within, node) : 0);
    const of = ({ attempt, handler }: walk.Way): number => {
      const handing = this.errorOf(within, node, handler);
      const given = or(Object.values(attempt.args), (each) => this.read(each, within, node, handing));
      return given | this.below(attempt.target, "!") | (this.strict ? this.result(attempt.target) : 0);
    };
    return failure | or(walk.waysOf(node), of);
  }

  /** The label of everything that decides whether a plan continues past a statement: agreeing answers, handlers, calls, denials, divisors. */
  private ending(within: Indexed, node: Node): number {
    const agreed = node.kind === "quorum" ? this.value(within, node) : 0;
    const handled = walk.blocksOf(within, node, true).length > 0 ? this.at(`${within.name}/${node.id}!`) : 0;
    const divided = or(expressionsIn(node).filter(divides), (each) => this.read(each, within, node));
    const of = ({ attempt: { target } }: walk.Way): number =>
      this.below(target, ".") | (this.strict && "goal" in target ? this.unmet(target.goal) : 0);
    return agreed | handled | divided | this.denials(within, node) | or(walk.waysOf(node), of);
  }

  /** The labels that decide whether the checks before a statement's calls let them begin. */
  private denials(within: Indexed, node: Node): number {
    const { plan } = this.program;
    return or(walk.waysOf(node), ({ attempt: { args, checks }, handler }) => {
      const error = this.errorOf(within, node, handler);
      const given = or(Object.values(args), (each) => this.read(each, within, node, error));
      const results = checks.flatMap((id) => own(plan.checks, id) ?? []);
      const conditions = results.flatMap((check) => conditionsOf(plan, check));
      // A call's use depends on its arguments.
      const spends = results.some(({ kind }) => kind === "budget") ? given : 0;
      return spends | or(conditions, (each) => this.read(each, within, node, { ...error, args: given }));
    });
  }

  /** The label of everything that decides whether a goal's plans complete and meet its success criterion. */
  private unmet(goal: string): number {
    const given = or(walk.calledBy(this.program, { goal }), ({ name, routine }) => {
      return or(routine.params, (param) => this.at(`${name}#${param.name}`));
    });
    return given | this.below({ goal }, ".") | this.below({ goal }, "!") | this.below({ goal }, "=");
  }
}

/** The conditions by which a check stops a call. */
function conditionsOf({ policies, guardrails }: Plan, check: Check): readonly Expression[] {
  const policy = check.kind === "policy" ? policies.find(({ name }) => name === check.policy) : undefined;
  const guardrail =
    check.kind === "guardrail" ? guardrails.find(({ name }) => name === check.guardrail) : undefined;
  if ((policy ?? guardrail)?.severity !== "blocking") return [];
  const verdict = check.kind === "policy" ? policy?.verdicts[check.verdict] : undefined;
  const rule = check.kind === "guardrail" ? guardrail?.rules[check.rule] : undefined;
  return [...expressionsIn(verdict), ...expressionsIn(rule)];
}

/** True if the value that a statement has, or lacks, shows which of its parts has failed. */
function showsFailure(node: Node): boolean {
  const isOptional = "optional" in node && node.optional === true;
  const isPartial = node.kind === "race" || node.kind === "quorum" || "tolerated" in node;
  return isOptional || isPartial || walk.isRescued(node);
}

/** True if work is interrupted where it has neither ended nor failed before: a failure then ends the plan by that. */
function isInterrupted(node: Node): boolean {
  return node.kind === "race" && node.settles === true;
}

function or<T>(list: readonly T[], of: (each: T) => number): number {
  return list.reduce((labels, each) => labels | of(each), 0);
}

type Label = { readonly confidentiality: keyof typeof bits; readonly integrity: string };

function bitsOf({ confidentiality, integrity }: Label): number {
  return bits[confidentiality] | (integrity === "trusted" ? 0 : bits.untrusted);
}

/** The expressions in what a statement says, each whole. */
function expressionsIn(said: unknown): readonly Expression[] {
  if (typeof said !== "object" || said === null) return [];
  if ("op" in said && typeof said.op === "string") return [said as Expression];
  return Object.entries(said).flatMap(([name, part]) => (name === "patterns" ? [] : expressionsIn(part)));
}

function divides(e: Expression): boolean {
  return (e.op === "call" && /\.(divide|remainder|over|ratio)$/.test(e.fn)) || partsOf(e).some(divides);
}
