import type { FlatLabel, LabelShape, LabelsCertificate, RoutineLabels } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, Node } from "../shapes/node.ts";
import { closed, declared, fieldOf, flat, join, merge, open, shapeOf, whole } from "./label.ts";
import { labelsOf, type Names } from "./label-expression.ts";
import { around, calledBy, type Indexed, isHandler, type Program, rescuesOf, waysOf } from "./program.ts";

/*
 * What the names of a plan stand for, and what decides that a statement is come to, going by a certificate.
 */

/** `strict`: what data decides elsewhere in the plan counts wherever it goes on (semantics, rule 48, "a rule that keeps"). */
export class Deciding {
  protected readonly program: Program;
  protected readonly given: LabelsCertificate;
  protected readonly strict: boolean;

  constructor(program: Program, given: LabelsCertificate, strict: boolean) {
    this.program = program;
    this.given = given;
    this.strict = strict;
  }

  of({ routine }: Indexed): RoutineLabels | undefined {
    const { routines } = this.given;
    return Object.hasOwn(routines, routine.name) ? routines[routine.name] : undefined;
  }

  /** What a statement's expressions can read: inputs, values, signals, and the variables around it. */
  names(within: Indexed, node: Node, handling = false): Names {
    const labels = this.of(within);
    const locals: Record<string, LabelShape> = {};
    const variable = (id: string): LabelShape => labels?.variables[id] ?? closed;
    const { owners, top } = around(within, node);
    if (top === within.routine.finally) locals.outcome = labels ? join(labels.ends, labels.fails) : closed;
    for (const { owner, block } of owners.toReversed()) {
      if ((owner.kind === "loop" || owner.kind === "hold") && block === owner.body)
        locals[owner.variable] = variable(owner.id);
      if (isHandler(owner, block)) locals.error = this.failed(within, owner);
      const arm = owner.kind === "branch" ? owner.arms.find((each) => each.block === block) : undefined;
      if (arm?.as !== undefined && owner.kind === "branch")
        locals[arm.as] = owner.subject
          ? fieldOf(labelsOf(owner.subject, this.names(within, owner)), arm.as)
          : closed;
    }
    if (handling) locals.error = this.failed(within, node);
    return { read: (from, name) => this.read(within, from, name), locals };
  }

  protected read(within: Indexed, from: "input" | "node" | "context", name: string): LabelShape | undefined {
    const { plan } = this.program;
    const labels = this.of(within);
    if (from === "input") return labels && own(labels.params, name);
    if (from === "node") return labels && own(labels.nodes, name);
    const signal = own(plan.signals, name);
    if (signal !== undefined) return declared(plan, ofLabel(signal.label), signal.schema);
    const flag = own(plan.flags, name);
    if (flag !== undefined) return ofLabel(flag.label);
    return name === "now"
      ? open
      : name === "user" || name === "run"
        ? { confidentiality: "internal" }
        : undefined;
  }

  /** What a handler's `error` says: as much as all that can fail in the statement was given, and was decided by. */
  protected failed(within: Indexed, node: Node): LabelShape {
    const inside = within.routine.nodes.filter((each) =>
      around(within, each).owners.some(({ owner, block }) => owner === node && !isHandler(owner, block)),
    );
    const self = join(...[node, ...inside].map((each) => this.failure(within, each)));
    const last = this.of(within)?.variables[node.id];
    return shapeOf(self, node.kind === "loop" && last !== undefined ? [["last", last]] : []);
  }

  /** What it tells that a statement itself fails: its arguments, its conditions, and a result that does not fit. */
  failure(within: Indexed, node: Node): FlatLabel {
    const names = this.names(within, node);
    const given = waysOf(node).flatMap(({ attempt }) => Object.values(attempt.args));
    const said = node.kind === "fail" ? [node.message] : [];
    const below = this.calledFrom(node).map((each) => this.of(each)?.fails ?? closed);
    const results = this.strict ? waysOf(node).map(({ attempt }) => whole(this.result(attempt))) : [];
    const texts = [...given, ...said].map((each) => whole(labelsOf(each, names)));
    return join(...texts, ...below, ...results, this.decides(within, node), this.accepts(within, node));
  }

  protected calledFrom(node: Node): readonly Indexed[] {
    return waysOf(node).flatMap(({ attempt }) => calledBy(this.program, attempt.target));
  }

  /** What decides that a statement is come to. */
  context(within: Indexed, node: Node): FlatLabel {
    const labels = this.of(within);
    if (labels === undefined) return closed;
    const { owners } = around(within, node);
    const deciding = owners.map(({ owner, block }) => {
      if (isHandler(owner, block)) return join(flat(this.failed(within, owner)), this.accepts(within, owner));
      if (owner.kind !== "race") return this.decides(within, owner);
      return this.strict ? flat(this.failed(within, owner)) : open;
    });
    return join(labels.called, ...deciding, ...(this.strict ? [labels.ends] : []));
  }

  /** What a statement asks of data before it does anything, as far as its blocks depend on that. */
  protected decides(within: Indexed, node: Node): FlatLabel {
    const names = this.names(within, node);
    const of = (...asked: readonly (Expression | number | undefined)[]): FlatLabel =>
      join(...asked.map((each) => (typeof each === "object" ? whole(labelsOf(each, names)) : open)));
    switch (node.kind) {
      case "branch": {
        const patterns = node.arms.flatMap((arm) => arm.patterns ?? []);
        const subject = node.subject && labelsOf(node.subject, names);
        const whichever = patterns.every((each) => "present" in each);
        const asked = subject === undefined ? open : whichever ? flat(subject) : whole(subject);
        return join(asked, of(...node.arms.map(({ condition }) => condition)));
      }
      case "loop": {
        const { over } = node;
        const variable = this.of(within)?.variables[node.id] ?? closed;
        const inner = { ...names, locals: { ...names.locals, [node.variable]: variable, event: variable } };
        const asked = (each: Expression | undefined) => (each ? whole(labelsOf(each, inner)) : open);
        const own = of(node.upTo, node.tolerated);
        if (over.kind === "list") return join(own, flat(labelsOf(over.list, names)), of(over.atOnce));
        if (over.kind === "fold") return join(own, asked(over.until));
        return join(own, asked(over.where), asked(over.until), of(over.within), flat(variable));
      }
      case "hold": {
        const member = this.of(within)?.variables[node.id] ?? closed;
        const inner = { ...names, locals: { ...names.locals, resource: member } };
        const { where, nearest, distance, count } = node.pick;
        return join(
          of(nearest, distance, typeof count === "object" ? count : undefined),
          where ? whole(labelsOf(where, inner)) : open,
        );
      }
      case "wait": {
        const asked = node.for;
        if (asked.kind === "condition") return of(asked.condition, asked.held, asked.within);
        if (asked.kind !== "occurrence") return open;
        const event = this.occurrence(asked.event);
        const inner = { ...names, locals: { ...names.locals, event } };
        return join(of(asked.within), asked.where ? whole(labelsOf(asked.where, inner)) : open);
      }
      default:
        return open;
    }
  }

  /** Whether results were accepted: whatever the conditions read. */
  accepts(within: Indexed, node: Node): FlatLabel {
    const names = this.names(within, node);
    return join(
      ...waysOf(node).map(({ attempt }) => {
        const it = this.result(attempt);
        const { accept, retry, attempts } = attempt.options;
        // A result that does not fit its type is a failure: what comes of that is decided by the result.
        const fails = calledBy(this.program, attempt.target).map((each) => this.of(each)?.fails ?? closed);
        const { target } = attempt;
        const capability =
          "capability" in target ? this.program.plan.capabilities[target.capability] : undefined;
        const ensures = (capability?.ensures ?? []).length > 0;
        const again = this.strict && (ensures || (retry ?? attempts) !== undefined);
        return join(
          again || (this.strict && rescuesOf(node).length > 0) ? join(whole(it), ...fails) : open,
          accept ? whole(labelsOf(accept, { ...names, locals: { ...names.locals, it, result: it } })) : open,
        );
      }),
    );
  }

  protected occurrence(name: string): LabelShape {
    const { plan } = this.program;
    const fields = plan.events[name]?.fields;
    if (!Array.isArray(fields)) return closed;
    const of = (field: unknown): readonly [string, LabelShape][] => {
      const {
        name: is,
        schema,
        label,
      } = field as { name: string; schema: boolean; label: Required<FlatLabel> & { integrity: string } };
      return [
        [
          is,
          declared(
            plan,
            ofLabel({ ...label, integrity: label.integrity === "trusted" ? "trusted" : "untrusted" }),
            schema,
          ),
        ],
      ];
    };
    return shapeOf({ confidentiality: "internal" }, fields.flatMap(of));
  }

  result({ target }: Attempt): LabelShape {
    const { plan } = this.program;
    if ("capability" in target) {
      const capability = plan.capabilities[target.capability];
      if (capability?.result === undefined || capability.result === null) return open;
      const model = capability.kind === "llm" || capability.kind === "agent";
      const base = join(ofLabel(capability.result.label), model ? { ...open, untrusted: true } : open);
      return declared(plan, base, capability.result.schema);
    }
    const called = calledBy(this.program, { ...target }).map((each) => this.of(each));
    const ends = called.map((each) => (each && this.strict && "goal" in target ? each.ends : open));
    return called.length === 0
      ? closed
      : merge(
          called.map((each) => each?.result ?? closed),
          join(...ends),
        );
  }
}

export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

export function ofLabel({
  confidentiality,
  integrity,
}: {
  readonly confidentiality: FlatLabel["confidentiality"];
  readonly integrity: string;
}): FlatLabel {
  return integrity === "trusted" ? { confidentiality } : { confidentiality, untrusted: true };
}
