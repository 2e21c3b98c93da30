import type { AnalysedRoutine } from "../analysis.ts";
import { givenIn } from "../labels/given.ts";
import type { LinkedStatement, Slot } from "../tree.ts";
import { listed, shortName } from "../words.ts";
import { undoReference } from "./effects.ts";
import { distinct, type Finding, type Gate, nodeName } from "./finding.ts";
import type { Run } from "./run.ts";

/* Requirements of capabilities themselves: consent to their scopes, ensured results, clearance. */

interface CallSite {
  readonly routine: AnalysedRoutine;
  readonly linked: LinkedStatement;
  readonly slot: Slot;
  /** Called itself, or only to undo or ask about what is called. */
  readonly directly: boolean;
}

export function capabilityFindings(run: Run): readonly Finding[] {
  const calls = callsByCapability(run);
  const ofEach = [...calls.keys()].sort().flatMap((name) => {
    const sites = calls.get(name) ?? [];
    return [...ensured(run, name, sites), ...cleared(run, name, sites)];
  });
  return [...consents(run, calls), ...ofEach];
}

/** Every capability that a run may call, with where. */
export function callsByCapability(run: Run): ReadonlyMap<string, readonly CallSite[]> {
  const calls = new Map<string, CallSite[]>();
  const add = (name: string, site: CallSite): void => {
    const known = calls.get(name);
    if (known === undefined) calls.set(name, [site]);
    else known.push(site);
  };
  for (const routine of run.reached) {
    for (const linked of routine.tree.all) {
      for (const { slot, attempt } of linked.attempts) {
        if (!("capability" in attempt.target)) continue;
        const site = { routine, linked, slot };
        add(attempt.target.capability, { ...site, directly: true });
        const capability = run.analysis.program.capabilities.get(attempt.target.capability)?.capability;
        const undo = undoReference(run.analysis, attempt);
        if (undo !== undefined) add(undo.capability, { ...site, directly: false });
        const confirm = capability?.confirm;
        if (confirm !== undefined) add(confirm.capability, { ...site, directly: false });
      }
    }
  }
  return calls;
}

function gates(sites: readonly CallSite[]): readonly Gate[] {
  return sites.map(({ routine, linked, slot }) => ({
    routine: routine.checked.name,
    node: linked.id,
    slot,
  }));
}

function names(sites: readonly CallSite[]): readonly string[] {
  return distinct(sites.map(({ routine, linked }) => nodeName(routine, linked)));
}

function steps(sites: readonly CallSite[]): string {
  return listed(distinct(sites.map(({ linked }) => linked.id)));
}

/**
 * Consent is asked for before the first call, that to an undo before what it would undo: later it could be withheld.
 * A scope that several capabilities need is asked for once.
 */
function consents(run: Run, calls: ReadonlyMap<string, readonly CallSite[]>): readonly Finding[] {
  const scopes = new Map<
    string,
    { readonly capability: string; readonly index: number; readonly sites: CallSite[] }
  >();
  for (const name of [...calls.keys()].sort()) {
    for (const [index, scope] of (
      run.analysis.program.capabilities.get(name)?.capability.scopes ?? []
    ).entries()) {
      const known = scopes.get(scope) ?? { capability: name, index, sites: [] };
      known.sites.push(...(calls.get(name) ?? []));
      scopes.set(scope, known);
    }
  }
  return [...scopes.keys()].sort().flatMap((scope) => {
    const known = scopes.get(scope);
    if (known === undefined) return [];
    const { capability, index, sites } = known;
    const id = `scope ${scope}`;
    return [
      {
        obligation: {
          id,
          source: { capability, clause: "scope", index },
          rule: scope,
          severity: "blocking",
          verdict: "checked",
          assumes: [],
          nodes: names(sites),
        },
        evidence: `the run's user is asked for consent before ${steps(sites)}`,
        check: { id, kind: "consent", scope },
        gates: gates(sites),
        diagnostics: [],
      } satisfies Finding,
    ];
  });
}

/** Every result is held against what its capability ensures, as it comes in. */
function ensured(run: Run, name: string, sites: readonly CallSite[]): readonly Finding[] {
  const ensures = run.analysis.program.capabilities.get(name)?.capability.ensures ?? [];
  const direct = sites.filter((site) => site.directly);
  if (direct.length === 0) return [];
  return ensures.map((_, index) => ({
    obligation: {
      id: `ensures ${name} ${index}`,
      source: { capability: name, clause: "ensures", index },
      rule: `${shortName(name)} ensures`,
      severity: "blocking",
      verdict: "checked",
      assumes: [],
      nodes: names(direct),
    },
    evidence: `decided over the result of ${steps(direct)}, as it comes in`,
    gates: [],
    diagnostics: [],
  }));
}

/** Data above `internal` that a capability is given: phase 3 has refused what it is not cleared for. */
function cleared(run: Run, name: string, sites: readonly CallSite[]): readonly Finding[] {
  const given = sites
    .filter((site) => site.directly)
    .flatMap((site) => sensitiveArguments(run, site).map((argument) => ({ site, argument })));
  if (given.length === 0) return [];
  const capability = run.analysis.program.capabilities.get(name)?.capability;
  const what = distinct(given.map(({ argument }) => `${argument.name} is ${argument.label}`));
  return [
    {
      obligation: {
        id: `clearance ${name} 0`,
        source: { capability: name, clause: "clearance", index: 0 },
        rule: `${shortName(name)} clearance`,
        severity: "blocking",
        verdict: "proved",
        assumes: ["effect as declared"],
        nodes: names(given.map(({ site }) => site)),
      },
      evidence: `${listed(what)}, and it is cleared for ${capability?.clearance.confidentiality ?? "that"} data`,
      gates: [],
      diagnostics: [],
    },
  ];
}

function sensitiveArguments(
  run: Run,
  { routine, linked, slot }: CallSite,
): readonly { readonly name: string; readonly label: string }[] {
  const results: { readonly name: string; readonly label: string }[] = [];
  for (const { slot: of, parameter, label } of linked.statement.argumentLabels) {
    if (of !== slot) continue;
    const { confidentiality } = givenIn(run).label(routine, label);
    const sensitive = confidentiality === "personal" || confidentiality === "secret";
    if (sensitive) results.push({ name: parameter, label: confidentiality });
  }
  return results;
}
