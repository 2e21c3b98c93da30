import { partsOf } from "../evaluate/free-reads.ts";
import type { FlatLabel, LabelShape, RoutineLabels } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { BlockId, LoopNode, Node, RaceNode } from "../shapes/node.ts";
import type { Plan } from "../shapes/plan.ts";
import type { Goal } from "../shapes/routine.ts";
import type { Check } from "../shapes/rule.ts";
import { closed, declared, flat, itemsOf, join, merge, open, shapeOf, whole } from "./label.ts";
import { Deciding, ofLabel, own } from "./label-context.ts";
import { labelsOf } from "./label-expression.ts";
import { around, calledBy, type Indexed, rescuesOf, waysOf } from "./program.ts";

/*
 * One step of the dataflow over labels: what follows from a certificate for each statement. A certificate is right where
 * nothing that follows goes beyond it.
 */

export class Flow extends Deciding {
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
    const handled =
      rescued.length === 0 ? open : join(flat(this.failed(within, node)), this.accepts(within, node));
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
        return node.for.kind === "occurrence"
          ? merge([this.occurrence(node.for.event)], this.decides(within, node))
          : open;
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
    if (branches.some(([name]) => name === undefined))
      return merge(
        branches.map(([, shape]) => shape),
        decided,
      );
    return merge(
      [
        shapeOf(
          open,
          branches.map(([name = "", shape]) => [name, shape]),
        ),
      ],
      decided,
    );
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
        const agreed = node.kind === "quorum" ? whole(this.own(within, node)) : open;
        const below = this.calledFrom(node).map((each) => this.of(each)?.ends ?? closed);
        for (const { attempt } of waysOf(node)) {
          const goal = "goal" in attempt.target ? this.program.plan.goals[attempt.target.goal] : undefined;
          if (goal !== undefined && this.strict) below.push(this.unmet(goal));
        }
        const decided = join(this.decides(within, node), this.accepts(within, node), agreed);
        // A handler that is a block may end the plan.
        const handled = rescuesOf(node).some((each) => "block" in each)
          ? flat(this.failed(within, node))
          : open;
        return join(decided, handled, ...below, this.denied(within, node), this.divided(within, node));
      }),
    );
  }

  /** That no policy and no rule denied a call: what their conditions read. */
  private denied(within: Indexed, node: Node): FlatLabel {
    const { plan } = this.program;
    const names = this.names(within, node);
    return join(
      ...waysOf(node).flatMap(({ attempt }) => {
        const given = Object.entries(attempt.args).map(
          ([name, value]) => [name, labelsOf(value, names)] as const,
        );
        const inner = { ...names, locals: { ...names.locals, args: shapeOf(open, given) } };
        return attempt.checks.flatMap((id) => {
          const when = stops(plan, plan.checks[id]);
          return when === undefined ? [] : [whole(labelsOf(when, inner))];
        });
      }),
    );
  }

  /** That nothing was divided by zero: all that is in an expression which divides. */
  private divided(within: Indexed, node: Node): FlatLabel {
    const names = this.names(within, node);
    const written = [
      ...waysOf(node).flatMap(({ attempt }) => Object.values(attempt.args)),
      ...("value" in node ? [node.value] : []),
    ];
    return join(...written.filter(divides).map((each) => whole(labelsOf(each, names))));
  }

  /** Of a goal's plan: that those before it have failed. */
  private triedBefore({ routine: { name } }: Indexed): FlatLabel {
    const goals = Object.values(this.program.plan.goals);
    const found = goals.filter(({ alternatives }) => alternatives.indexOf(name) > 0);
    return this.strict ? join(...found.map((goal) => this.unmet(goal))) : open;
  }

  /** What decides whether the plans of a goal come through, and give what it asks for. */
  private unmet({ alternatives, success }: Goal): FlatLabel {
    const plans = alternatives.flatMap((name) => this.program.routines.get(name) ?? []);
    return join(
      ...plans.map((each) => {
        const labels = this.of(each);
        if (labels === undefined) return closed;
        const names = {
          ...this.names(each, { ...nowhere, block: each.routine.root }),
          locals: { result: labels.result },
        };
        const asked = success.map(({ when }) => whole(labelsOf(when, names)));
        return join(labels.ends, labels.fails, ...asked);
      }),
    );
  }

  /** What the calls of a plan hand it, and what decides them; of an entry what its types say besides. */
  params(
    within: Indexed,
    callers: readonly Indexed[],
  ): { readonly params: Record<string, LabelShape>; readonly called: FlatLabel } {
    const { plan } = this.program;
    const given: Record<string, LabelShape[]> = {};
    const called: FlatLabel[] = [this.triedBefore(within)];
    for (const { name, label, schema } of within.routine.params)
      given[name] = [declared(plan, ofLabel(label), schema)];
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
      fails: join(...nodes.map((node) => this.failure(within, node))),
      nodes: Object.fromEntries(nodes.map((node) => [node.id, this.value(within, node)])),
      variables: Object.fromEntries(named.map((node) => [node.id, this.variable(within, node)])),
    };
  }
}

/** A place of a plan outside of all of its statements. */
const nowhere = { id: "", kind: "join", of: [], needs: [] } as const;

function divides(expression: Expression): boolean {
  const here = expression.op === "call" && /\.(divide|remainder|over|ratio)$/.test(expression.fn);
  return here || partsOf(expression).some(divides);
}

/** The condition by which a check stops a call, where it has one. */
function stops(plan: Plan, check: Check | undefined): Expression | undefined {
  if (check?.kind === "policy") {
    const policy = plan.policies.find(({ name }) => name === check.policy);
    const verdict = policy?.severity === "blocking" ? policy.verdicts[check.verdict] : undefined;
    return verdict?.kind === "deny" || verdict?.kind === "allow" ? verdict.when : undefined;
  }
  if (check?.kind !== "guardrail") return undefined;
  const guardrail = plan.guardrails.find(({ name }) => name === check.guardrail);
  const rule = guardrail?.severity === "blocking" ? guardrail.rules[check.rule] : undefined;
  return rule?.kind === "never" ? rule.when : undefined;
}
