import { furtherTries, usualBackoff } from "../run-facts.ts";
import type { CallReference } from "../shapes/capability.ts";
import type { Attempt } from "../shapes/node.ts";
import * as walk from "./program.ts";
import { type Indexed, own, type Program } from "./program.ts";
import { anything, clauseOf, mostOf, type Place, product, total } from "./value.ts";

/** ms of all tries, with what is asked before and in between (semantics, rules 15, 27 and 42 to 47). */
export function lasting(program: Program, at: Place, attempt: Attempt, called: number): number {
  const { options, using, checks, target } = attempt;
  const { plan } = program;
  const requests = options.attempts?.times ?? 1;
  const retries = options.retry?.times ?? 0;
  const { confirm } = walk.settlingOf(program, attempt);
  const asked = confirm
    ? plan.settings.limits.grace + settling(program, clausesAt(program, at, attempt), confirm)
    : 0;
  const between = options.attempts?.every ? mostOf(options.attempts.every, at) : 0;
  const approvals = checks.map((id) => {
    const check = own(plan.checks, id);
    if (check?.kind !== "policy") return 0;
    const verdict = plan.policies.find(({ name }) => name === check.policy)?.verdicts[check.verdict];
    return verdict?.kind === "approval" ? mostOf(verdict.within, at) : 0;
  });
  const once = ("capability" in target ? oneTry(program, at, attempt) : called) + asked;
  return (
    product(requests * (retries + 1), once) +
    product(requests, delays(at, options.retry, retries)) +
    product(requests - 1, between + back(program, at, attempt)) +
    (using === undefined ? 0 : mostOf(using.wait, at)) +
    total(approvals)
  );
}

/** The longest try of any call: a process that dies makes it be made again. A person is asked once. */
export function longest(program: Program, scope: readonly Indexed[]): number {
  return Math.max(
    0,
    ...walk.beginsOf(program, scope).map(({ within, attempt }) => {
      const at = { program, within, locals: {} };
      const capability = walk.capabilityOf(program, attempt);
      const once = capability === undefined || capability.kind === "human" ? 0 : oneTry(program, at, attempt);
      return Math.max(once, back(program, at, attempt));
    }),
  );
}

export function oneTry(program: Program, at: Place, attempt: Attempt): number {
  if (attempt.options.timeout !== undefined) return mostOf(attempt.options.timeout, at);
  return mostOf(walk.capabilityOf(program, attempt)?.latency, clausesAt(program, at, attempt));
}

/** The time to undo one request, including the call that learns its result. */
export function back(program: Program, at: Place, attempt: Attempt): number {
  const { undo } = walk.settlingOf(program, attempt);
  return undo === undefined
    ? 0
    : settling(program, undoPlace(at, attempt), undo) + oneTry(program, at, attempt);
}

/** All tries of an undo or a confirm, with the delays between them. */
function settling({ plan }: Program, at: Place, { capability: name, args }: CallReference): number {
  const capability = own(plan.capabilities, name);
  const once = mostOf(capability?.latency, clauseOf(at, capability?.params, args));
  return product(furtherTries + 1, once) + delays(at, undefined, furtherTries);
}

/** Before each further try: `every`, else growing. */
function delays(at: Place, retry: Attempt["options"]["retry"], count: number): number {
  const { every, backoff } = retry ?? {};
  if (every !== undefined) return product(count, mostOf(every, at));
  const [from, to] = [
    mostOf(backoff?.from ?? usualBackoff.from, at),
    mostOf(backoff?.to ?? usualBackoff.to, at),
  ];
  const growing = Array.from({ length: Math.min(count, 64) }, (_, k) => Math.min(to, from * 2 ** k));
  return total(growing) + product(Math.max(0, count - 64), to);
}

function clausesAt(program: Program, at: Place, attempt: Attempt): Place {
  return clauseOf(at, walk.capabilityOf(program, attempt)?.params, attempt.args);
}

/** The place that an undo reads: the parameters of its call if the capability declares it; otherwise they are unknown. */
export function undoPlace(at: Place, attempt: Attempt): Place {
  const inner = clausesAt(at.program, at, attempt);
  const unknown = Object.fromEntries(Object.keys(inner.locals).map((name) => [name, anything]));
  return attempt.options.undo === undefined ? inner : { ...at, locals: unknown };
}
