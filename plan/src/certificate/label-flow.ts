import type { FlatLabel, LabelShape, LabelsCertificate, RoutineLabels } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, BlockId, LoopNode, Node, RaceNode } from "../shapes/node.ts";
import { closed, declared, fieldOf, flat, itemsOf, join, merge, open, shapeOf, whole } from "./label.ts";
import { labelsOf, type Names } from "./label-expression.ts";
import { around, calledBy, entries, type Indexed, isHandler, type Program, rescuesOf, waysOf } from "./program.ts";

/*
 * One step of the dataflow over labels: what follows from a certificate for each statement. A certificate is right where
 * nothing that follows goes beyond it.
 */

/** `strict`: what data decides elsewhere in the plan counts wherever it goes on (semantics, rule 48, "a rule that keeps"). */
export class Flow {
  private readonly program: Program;
  private readonly given: LabelsCertificate;
  private readonly strict: boolean;

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
    if (top === within.routine.finally) locals.outcome = labels?.ends ?? closed;
    for (const { owner, block } of owners.toReversed()) {
      if ((owner.kind === "loop" || owner.kind === "hold") && block === owner.body)
        locals[owner.variable] = variable(owner.id);
      if (isHandler(owner, block)) locals.error = this.failed(within, owner);
      const arm = owner.kind === "branch" ? owner.arms.find((each) => each.block === block) : undefined;
      if (arm?.as !== undefined && owner.kind === "branch")
        locals[arm.as] = owner.subject ? fieldOf(labelsOf(owner.subject, this.names(within, owner)), arm.as) : closed;
    }
    if (handling) locals.error = this.failed(within, node);
    return { read: (from, name) => this.read(within, from, name), locals };
  }

  private read(within: Indexed, from: "input" | "node" | "context", name: string): LabelShape | undefined {
    const { plan } = this.program;
    const labels = this.of(within);
    if (from === "input") return labels && own(labels.params, name);
    if (from === "node") return labels && own(labels.nodes, name);
    const signal = own(plan.signals, name);
    if (signal !== undefined) return declared(plan, ofLabel(signal.label), signal.schema);
    const flag = own(plan.flags, name);
    if (flag !== undefined) return ofLabel(flag.label);
    return name === "now" ? open : name === "user" || name === "run" ? { confidentiality: "internal" } : undefined;
  }

  /** What a handler's `error` says: as much as the calls before it were given. */
  private failed(within: Indexed, node: Node): LabelShape {
    const names = this.names(within, node);
    const given = waysOf(node).flatMap(({ attempt }) => Object.values(attempt.args));
    const asked = node.kind === "wait" || node.kind === "loop" ? [this.decides(within, node)] : [];
    const self = join(...given.map((each) => whole(labelsOf(each, names))), ...asked);
    const last = this.of(within)?.variables[node.id];
    return shapeOf(self, node.kind === "loop" && last !== undefined ? [["last", last]] : []);
  }

  /** What decides that a statement is come to. */
  context(within: Indexed, node: Node): FlatLabel {
    const labels = this.of(within);
    if (labels === undefined) return closed;
    const { owners } = around(within, node);
    const deciding = owners.map(({ owner, block }) => {
      if (isHandler(owner, block)) return join(flat(this.failed(within, owner)), this.accepts(within, owner));
      return owner.kind === "race" ? open : this.decides(within, owner);
    });
    return join(labels.called, ...deciding, ...(this.strict ? [labels.ends] : []));
  }

  /** What a statement asks of data before it does anything, as far as its blocks depend on that. */
  private decides(within: Indexed, node: Node): FlatLabel {
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
        return join(of(nearest, distance, typeof count === "object" ? count : undefined), where ? whole(labelsOf(where, inner)) : open);
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
  private accepts(within: Indexed, node: Node): FlatLabel {
    const names = this.names(within, node);
    return join(
      ...waysOf(node).map(({ attempt }) => {
        const it = this.result(attempt);
        const { accept } = attempt.options;
        return accept ? whole(labelsOf(accept, { ...names, locals: { ...names.locals, it, result: it } })) : open;
      }),
    );
  }

  private occurrence(name: string): LabelShape {
    const { plan } = this.program;
    const fields = plan.events[name]?.fields;
    if (!Array.isArray(fields)) return closed;
    const of = (field: unknown): readonly [string, LabelShape][] => {
      const { name: is, schema, label } = field as { name: string; schema: boolean; label: Required<FlatLabel> & { integrity: string } };
      return [[is, declared(plan, ofLabel({ ...label, integrity: label.integrity === "trusted" ? "trusted" : "untrusted" }), schema)]];
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
    return called.length === 0 ? closed : merge(called.map((each) => each?.result ?? closed), join(...ends));
  }

  /** What the value of a block is: what its `yield`s give, else its last statement. */
  private yielded(within: Indexed, block: BlockId): LabelShape {
    const inside = within.routine.nodes.filter(
      (node) => node.block === block || around(within, node).owners.some((each) => each.block === block),
    );
    const shapes = inside.flatMap((node) => (node.kind === "yield" ? [this.nodeLabel(within, node)] : []));
    return merge(shapes);
  }

  private nodeLabel(within: Indexed, node: Node): LabelShape {
    return this.of(within)?.nodes[node.id] ?? closed;
  }

  /** The value of a statement, with what decides that there is one. */
  value(within: Indexed, node: Node): LabelShape {
    const rescued = rescuesOf(node).map((rescue) =>
      "attempt" in rescue ? this.result(rescue.attempt) : this.yielded(within, rescue.block),
    );
    const handled = rescued.length === 0 ? open : join(flat(this.failed(within, node)), this.accepts(within, node));
    const context = join(this.context(within, node), handled);
    return merge([this.own(within, node), ...rescued], context);
  }

  private own(within: Indexed, node: Node): LabelShape {
    const names = this.names(within, node);
    switch (node.kind) {
      case "let":
      case "yield":
      case "return":
        return labelsOf(node.value, names);
      case "join":
        return merge(node.of.map((id) => this.of(within)?.nodes[id] ?? closed));
      case "call":
        return this.result(node.attempt);
      case "quorum": {
        const answers = merge(node.attempts.map((attempt) => this.result(attempt)));
        return merge([answers], whole(answers));
      }
      case "loop":
        return this.rounds(within, node);
      case "race":
        return this.race(within, node);
      case "wait":
        return node.for.kind === "occurrence" ? merge([this.occurrence(node.for.event)], this.decides(within, node)) : open;
      default:
        return open;
    }
  }

  private rounds(within: Indexed, node: LoopNode): LabelShape {
    const round = this.yielded(within, node.body);
    const decided = this.decides(within, node);
    if (node.over.kind !== "fold") return shapeOf(decided, [], merge([round], decided));
    return merge([labelsOf(node.over.from, this.names(within, node)), round], decided);
  }

  private race(within: Indexed, node: RaceNode): LabelShape {
    const branches = node.branches.map(({ name, node: id }) => {
      const first = within.nodes.get(id);
      const yields = first === undefined ? closed : this.yielded(within, first.block);
      return [name, merge([yields, this.of(within)?.nodes[id] ?? closed])] as const;
    });
    const decided = join(...branches.map(([, shape]) => whole(shape)));
    if (branches.some(([name]) => name === undefined)) return merge(branches.map(([, shape]) => shape), decided);
    return merge([shapeOf(open, branches.map(([name = "", shape]) => [name, shape]))], decided);
  }

  /** What a loop's or a hold's name stands for. */
  variable(within: Indexed, node: Node): LabelShape {
    const names = this.names(within, node);
    if (node.kind === "hold") {
      const kind = this.program.plan.pools[node.pick.pool]?.kind;
      const member = (typeof kind === "string" ? own(this.given.kinds, kind) : undefined) ?? closed;
      return merge([member], this.decides(within, node));
    }
    if (node.kind !== "loop") return open;
    if (node.over.kind === "list") return itemsOf(labelsOf(node.over.list, names));
    if (node.over.kind === "fold")
      return merge([labelsOf(node.over.from, names), this.yielded(within, node.body)]);
    return this.occurrence(node.over.event);
  }

  /** What decides that a plan goes on to its end: its choices, waits and loops, what it accepts, what it calls. */
  ends(within: Indexed): FlatLabel {
    return join(
      ...within.routine.nodes.map((node) => {
        const called = waysOf(node).flatMap(({ attempt }) => calledBy(this.program, attempt.target));
        const agreed = node.kind === "quorum" ? whole(this.own(within, node)) : open;
        const below = called.map((each) => this.of(each)?.ends ?? closed);
        return join(this.decides(within, node), this.accepts(within, node), agreed, ...below);
      }),
    );
  }

  /** What the calls of a plan hand it, and what decides them; of an entry what its types say besides. */
  params(within: Indexed, callers: readonly Indexed[]): { readonly params: Record<string, LabelShape>; readonly called: FlatLabel } {
    const { plan } = this.program;
    const given: Record<string, LabelShape[]> = {};
    const called: FlatLabel[] = [];
    const isEntry = entries(this.program).includes(within);
    for (const { name, label, schema } of within.routine.params)
      given[name] = isEntry ? [declared(plan, ofLabel(label), schema)] : [];
    for (const caller of callers) {
      for (const node of caller.routine.nodes) {
        for (const { slot, attempt } of waysOf(node)) {
          if (!calledBy(this.program, attempt.target).includes(within)) continue;
          const handling = slot.startsWith("else");
          const names = this.names(caller, node, handling);
          const more = handling ? join(flat(this.failed(caller, node)), this.accepts(caller, node)) : open;
          called.push(join(this.context(caller, node), more));
          for (const { name, default: other } of within.routine.params) {
            const value = attempt.args[name] ?? other;
            if (value !== undefined) given[name]?.push(labelsOf(value, names));
          }
        }
      }
    }
    const params = Object.fromEntries(Object.entries(given).map(([name, shapes]) => [name, merge(shapes)]));
    return { params, called: join(...called) };
  }

  /** All that follows for a plan from what is given. */
  step(within: Indexed, callers: readonly Indexed[]): RoutineLabels {
    const { nodes } = within.routine;
    const named = nodes.filter(({ kind }) => kind === "loop" || kind === "hold");
    const returned = nodes.filter(({ kind }) => kind === "return").map((node) => this.value(within, node));
    return {
      ...this.params(within, callers),
      result: merge(returned),
      ends: this.ends(within),
      nodes: Object.fromEntries(nodes.map((node) => [node.id, this.value(within, node)])),
      variables: Object.fromEntries(named.map((node) => [node.id, this.variable(within, node)])),
    };
  }
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function ofLabel({ confidentiality, integrity }: { readonly confidentiality: FlatLabel["confidentiality"]; readonly integrity: string }): FlatLabel {
  return integrity === "trusted" ? { confidentiality } : { confidentiality, untrusted: true };
}
