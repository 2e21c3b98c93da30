import type { CheckedCapability, CheckedGoal, CheckedProgram, Gathering } from "@orchlang/checker";
import { joinFacts, type LabelFacts, labelFactsOf } from "@orchlang/checker/labels";
import type { Capability, Schema } from "@orchlang/plan";
import type { Entry } from "./entry.ts";
import type { Graph } from "./graph.ts";
import { isAlike } from "./same.ts";
import { keyed, TrackedMap, trackedRecords } from "./tracked.ts";

/** Where phase 3 leaves what it makes of each declaration. */
interface Findings {
  /** The results for the declaration with a qualified name; the read is recorded. */
  readonly of: (qualified: string) => Gathering | undefined;
  /** The declarations of a kind, in the order of the project; noted. */
  readonly entries: (kind: Kind) => readonly Entry[];
  readonly ofEntry: (entry: Entry) => Gathering | undefined;
  /** The schema of a named type; noted. */
  readonly schemaOf: (qualified: string) => Schema | undefined;
}

type Kind = Entry["declaration"]["kind"];

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
  const part = <T>(take: (checkedCapability: CheckedCapability) => T) =>
    graph.derivedBy((name) => {
      const checkedCapability = whole.get(name);
      return checkedCapability && take(checkedCapability);
    }, isAlike);
  const params = part(({ capability }) => capability.params);
  const types = part((checkedCapability) => checkedCapability.types);
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

/** A record by qualified names, each entry looked for when it is asked for; who lists it has asked for all. */
function recordOf<V>(
  of: (name: string) => V | undefined,
  names: () => readonly string[],
): Readonly<Record<string, V>> {
  const get = (_: object, name: string | symbol): V | undefined =>
    typeof name === "string" ? of(name) : undefined;
  return new Proxy<Record<string, V>>(
    {},
    {
      get,
      has: (record, name) => get(record, name) !== undefined,
      ownKeys: () => [...new Set(names())],
      getOwnPropertyDescriptor: (record, name) => {
        const value = get(record, name);
        return value === undefined ? undefined : { value, enumerable: true, configurable: true };
      },
    },
  );
}

/** The declarations of some kinds, by name. */
function namedIn(
  { of }: Findings,
  all: <T>(kind: Kind, take: (gathering: Gathering) => readonly T[]) => readonly T[],
) {
  return <V>(kinds: readonly Kind[], take: (gathering: Gathering) => Readonly<Record<string, V>>) =>
    recordOf<V>(
      (name) => {
        const gathering = of(name);
        return gathering && take(gathering)[name];
      },
      () => kinds.flatMap((kind) => all(kind, (gathering) => Object.keys(take(gathering)))),
    );
}

/** Declarations that clear a place for data, or bring some in. */
const labelledKinds = [
  "capability",
  "eventDeclaration",
  "fusionDeclaration",
  "roleDeclaration",
  "signalDeclaration",
  "flagDeclaration",
] as const;

/** The label facts of all declarations together: a change of one re-evaluates only that one. */
function labelFacts({ of, entries }: Findings, graph: Graph): () => LabelFacts {
  const factsOf = graph.derivedBy((name) => {
    const gathering = of(name);
    return gathering && labelFactsOf(gathering);
  }, isAlike);
  const all = graph.derived(
    () =>
      joinFacts(
        labelledKinds.flatMap((kind) =>
          entries(kind).flatMap((entry) => graph.read(factsOf(qualifiedOf(entry))) ?? []),
        ),
      ),
    isAlike,
  );
  return () => graph.read(all);
}

function qualifiedOf({ module, name }: Entry): string {
  return `${module}.${name}`;
}

/** A checked program each part of which is asked for by itself, as phase 4 does. */
export function liveChecked(
  findings: Findings,
  settings: Pick<CheckedProgram, "settings" | "bind">,
  graph: Graph,
): LiveChecked {
  const { of, entries, ofEntry } = findings;
  const all = <T>(kind: Kind, take: (gathering: Gathering) => readonly T[]): readonly T[] =>
    entries(kind).flatMap((entry) => {
      const gathering = ofEntry(entry);
      return gathering === undefined ? [] : take(gathering);
    });
  const map = <V>(
    kind: Kind,
    take: (gathering: Gathering) => ReadonlyMap<string, V>,
  ): ReadonlyMap<string, V> =>
    new TrackedMap<V>(
      (name) => {
        const gathering = of(name);
        return gathering && take(gathering).get(name);
      },
      () => all(kind, (gathering) => [...take(gathering)]),
    );
  const byName = namedIn(findings, all);
  const facts = labelFacts(findings, graph);
  const goals = map<CheckedGoal>("goalDeclaration", (gathering) => gathering.goals);
  return {
    capabilities: inParts(
      map("capability", (gathering) => gathering.capabilities),
      graph,
    ),
    goals,
    routines: map("planDeclaration", (gathering) => gathering.routines),
    get policies() {
      return all("policyDeclaration", (gathering) => gathering.policies);
    },
    get guardrails() {
      return all("guardrailDeclaration", (gathering) => gathering.guardrails);
    },
    get triggers() {
      return all("triggerDeclaration", (gathering) => gathering.triggers);
    },
    get asked() {
      return askingKinds.flatMap((kind) => all(kind, ({ asked }) => asked));
    },
    get scenarios() {
      return all("scenarioDeclaration", (gathering) => gathering.scenarios);
    },
    pools: byName(["resourceDeclaration"], (gathering) => gathering.pools),
    events: byName(["eventDeclaration", "fusionDeclaration"], (gathering) => gathering.events),
    signals: byName(["signalDeclaration"], (gathering) => gathering.signals),
    flags: byName(["flagDeclaration"], (gathering) => gathering.flags),
    roles: byName(["roleDeclaration"], (gathering) => gathering.roles),
    schemas: recordOf(findings.schemaOf, () => entries("typeDeclaration").map(qualifiedOf)),
    get labelFacts() {
      return facts();
    },
    ...settings,
    diagnostics: [],
  };
}
