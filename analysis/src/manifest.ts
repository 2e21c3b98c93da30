import type { Manifest, Tier } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine } from "./analysis.ts";
import { overflowChain } from "./bounds/holding.ts";
import { callsByCapability } from "./rules/capability.ts";
import { meets } from "./rules/policy.ts";
import type { Run } from "./rules/run.ts";
import { tiersOfCall } from "./tiers.ts";
import type { LinkedStatement } from "./tree.ts";

/** The reach of a run: everything that it can call, hold, ask for and be given, on any path. */
export function manifestOf(run: Run): Manifest {
  const { program } = run.analysis;
  const names = [...callsByCapability(run).keys()];
  const capabilities = names.flatMap((name) => program.capabilities.get(name)?.capability ?? []);
  const pools = poolsOf(run);
  const asked = askedByPolicies(run);
  return {
    scopes: sorted([...capabilities.flatMap(({ scopes }) => scopes), ...asked.scopes]),
    labels: labelsOf(run),
    tiers: sorted([...callTiers(run), ...poolTiers(run, pools)]),
    pools,
    capabilities: sorted(names),
    humans: sorted([
      ...capabilities.flatMap(({ human }) => (human === undefined ? [] : [human.role])),
      ...asked.roles,
    ]),
    failures: sorted(run.reached.flatMap(({ checked }) => checked.head.fails)),
    addresses: sorted(capabilities.flatMap(({ run: handler }) => addressOf(handler))),
    untrusted: untrustedInputs(run),
  };
}

/** The requirements that policies have before an action: a consent to a scope, an approval by a role. */
function askedByPolicies(run: Run): {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
} {
  const verdicts = run.analysis.program.policies
    .filter((policy) => meets(run, policy))
    .flatMap(({ rule }) => rule.verdicts);
  return {
    scopes: verdicts.flatMap((verdict) => (verdict.kind === "consent" ? [verdict.scope] : [])),
    roles: verdicts.flatMap((verdict) => (verdict.kind === "approval" ? [verdict.role] : [])),
  };
}

function sorted<T extends string>(items: Iterable<T>): readonly T[] {
  return [...new Set(items)].sort();
}

/** Every pool that a step may hold a member of, by overflow too. */
function poolsOf({ analysis, reached }: Run): readonly string[] {
  const asked = reached.flatMap(({ tree }) =>
    tree.all.flatMap(({ statement, attempts }) => {
      const held = statement.node.kind === "hold" ? [statement.node.pick.pool] : [];
      return [...held, ...attempts.flatMap(({ attempt }) => attempt.using?.pool ?? [])];
    }),
  );
  return sorted(asked.flatMap((name) => overflowChain(analysis.program, name).map((pool) => pool.name)));
}

function poolTiers({ analysis }: Run, pools: readonly string[]): readonly Tier[] {
  return pools.flatMap((name) => analysis.program.pools?.[name]?.pool.tier ?? []);
}

function callTiers({ analysis, reached }: Run): readonly Tier[] {
  return reached.flatMap(({ tree }) =>
    tree.all.flatMap(({ attempts }) =>
      attempts
        .filter(({ attempt }) => !isHuman(analysis.program, attempt))
        .flatMap(({ attempt }) => tiersOfCall(analysis.program, analysis.settings, attempt)),
    ),
  );
}

function isHuman(program: Run["analysis"]["program"], { target }: Attempt): boolean {
  return "capability" in target && program.capabilities.get(target.capability)?.capability.kind === "human";
}

/** The labels of all arguments of calls and all results of steps. */
function labelsOf({ reached }: Run): Manifest["labels"] {
  return sorted(
    reached.flatMap(({ tree, checked }) => [
      ...checked.params.map((param) => param.label.confidentiality),
      ...tree.all.flatMap(({ statement }) => [
        statement.label.confidentiality,
        ...statement.argumentLabels.map(({ label }) => label.confidentiality),
      ]),
    ]),
  );
}

function addressOf(
  handler:
    | {
        readonly kind: string;
        readonly url?: string;
        readonly hosts?: readonly string[];
        readonly server?: string;
      }
    | undefined,
): readonly string[] {
  if (handler?.hosts !== undefined) return handler.hosts;
  if (handler?.url !== undefined) return [hostOf(handler.url)];
  return handler?.server === undefined ? [] : [handler.server];
}

/** The host of an address, with its port where one is written. */
function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^@/?#]*@)?([^/?#]+)/iu.exec(url)?.[1] ?? url;
}

/** Where text of strangers or models goes into something that has an effect. */
function untrustedInputs(run: Run): readonly string[] {
  return sorted(
    run.reached.flatMap((routine) => routine.tree.all.flatMap((linked) => untrustedAt(run, routine, linked))),
  );
}

function untrustedAt(
  run: Run,
  routine: AnalysedRoutine,
  { id, statement, attempts }: LinkedStatement,
): readonly string[] {
  return attempts.flatMap(({ slot, attempt }) => {
    if (!("capability" in attempt.target)) return [];
    const capability = run.analysis.program.capabilities.get(attempt.target.capability)?.capability;
    if (capability === undefined || capability.effect.kind === "pure" || capability.kind === "human")
      return [];
    return statement.argumentLabels
      .filter(({ slot: of, label }) => of === slot && label.integrity === "untrusted")
      .map(({ parameter }) => `${routine.checked.name}/${id}.${parameter}`);
  });
}
