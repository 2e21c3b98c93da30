import type { Capability } from "@orchlang/plan";
import type { CheckedCapability, CheckedGoal, CheckedProgram } from "../3-check/checked.ts";
import type { Gathering } from "../3-check/declaration.ts";
import type { Entry } from "./entry.ts";
import type { Graph } from "./graph.ts";
import { isAlike } from "./same.ts";
import { keyed, TrackedMap, trackedRecords } from "./tracked.ts";

/** Where phase 3 leaves what it makes of each declaration. */
export interface Findings {
  /** What was made of the declaration that has a qualified name; noted. */
  readonly of: (qualified: string) => Gathering | undefined;
  /** The declarations of a kind, in the order of the project; noted. */
  readonly entries: (kind: Entry["declaration"]["kind"]) => readonly Entry[];
  readonly ofEntry: (entry: Entry) => Gathering | undefined;
}

/** Declarations that ask something of the world. */
const askingKinds = ["flagDeclaration", "fusionDeclaration", "triggerDeclaration"] as const;

/** Triggers are always there. */
export type LiveChecked = CheckedProgram & Required<Pick<CheckedProgram, "triggers">>;

/**
 * Capabilities, each in parts that are asked for by themselves: few analyses look at defaults, and only messages at
 * where something is written.
 */
function inParts(
  whole: ReadonlyMap<string, CheckedCapability>,
  graph: Graph,
): ReadonlyMap<string, CheckedCapability> {
  const part = <T>(take: (found: CheckedCapability) => T) =>
    graph.derivedBy((name) => {
      const found = whole.get(name);
      return found && take(found);
    }, isAlike);
  const params = part(({ capability }) => capability.params);
  const types = part((found) => found.types);
  const written = part(({ origin, clauses }) => ({ origin, clauses }));
  const rest = part(({ capability: { params: _, ...others } }): Omit<Capability, "params"> => others);
  const now = (name: string): CheckedCapability => whole.get(name) as CheckedCapability;
  const capability = keyed(
    trackedRecords(
      (name: string) => now(name).capability,
      (name, field) => (field === "params" ? graph.read(params(name)) : graph.read(rest(name))?.[field]),
    ),
  );
  const seen = keyed(
    trackedRecords(now, (name, field) => {
      if (field === "capability") return capability(name);
      return field === "types" ? graph.read(types(name)) : graph.read(written(name))?.[field];
    }),
  );
  return new TrackedMap(
    (name) => (graph.read(rest(name)) === undefined ? undefined : seen(name)),
    () => [...whole.keys()].map((name) => [name, seen(name)] as const),
  );
}

/** What a declaration is, by its qualified name, looked for when asked. */
function recordOf<V>(
  of: Findings["of"],
  take: (found: Gathering) => Readonly<Record<string, V>>,
): Readonly<Record<string, V>> {
  const get = (_: object, name: string | symbol): V | undefined => {
    const found = typeof name === "string" ? of(name) : undefined;
    return found && take(found)[String(name)];
  };
  return new Proxy<Record<string, V>>({}, { get });
}

/** A checked program each part of which is asked for by itself, as phase 4 does. Schemas are left out: only plan files hold them. */
export function liveChecked(
  findings: Findings,
  settings: Pick<CheckedProgram, "settings" | "bind">,
  graph: Graph,
): LiveChecked {
  const { of, entries, ofEntry } = findings;
  const all = <T>(
    kind: Entry["declaration"]["kind"],
    take: (found: Gathering) => readonly T[],
  ): readonly T[] =>
    entries(kind).flatMap((entry) => {
      const found = ofEntry(entry);
      return found === undefined ? [] : take(found);
    });
  const map = <V>(
    kind: Entry["declaration"]["kind"],
    take: (found: Gathering) => ReadonlyMap<string, V>,
  ): ReadonlyMap<string, V> =>
    new TrackedMap<V>(
      (name) => {
        const found = of(name);
        return found && take(found).get(name);
      },
      () => all(kind, (found) => [...take(found)]),
    );
  const byName = <V>(take: (found: Gathering) => Readonly<Record<string, V>>) => recordOf(of, take);
  const goals = map<CheckedGoal>("goalDeclaration", (found) => found.goals);
  return {
    capabilities: inParts(
      map("capability", (found) => found.capabilities),
      graph,
    ),
    goals,
    routines: map("planDeclaration", (found) => found.routines),
    get policies() {
      return all("policyDeclaration", (found) => found.policies);
    },
    get guardrails() {
      return all("guardrailDeclaration", (found) => found.guardrails);
    },
    get triggers() {
      return all("triggerDeclaration", (found) => found.triggers);
    },
    get asked() {
      return askingKinds.flatMap((kind) => all(kind, ({ asked }) => asked));
    },
    get scenarios() {
      return all("scenarioDeclaration", (found) => found.scenarios);
    },
    pools: byName((found) => found.pools),
    events: byName((found) => found.events),
    signals: byName((found) => found.signals),
    flags: byName((found) => found.flags),
    roles: byName((found) => found.roles),
    schemas: {},
    ...settings,
    diagnostics: [],
  };
}
