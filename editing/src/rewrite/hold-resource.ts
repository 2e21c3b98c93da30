import { type Definition, type ModuleNames, resolvePath } from "@orchlang/checker/resolve";
import type { ProgramContext } from "@orchlang/checker/scope";
import {
  type Declaration,
  type Invocation,
  type Name,
  type Node,
  type ResourceDeclaration,
  visit,
} from "@orchlang/language/ast";
import { edit, freshName, indentAt, type Rewrite, type RewriteSite, selectedStatements } from "./rewrite.ts";

/** More pools than these are hardly looked through. */
const poolsMax = 4;

/** Around steps: a `with` for each pool that the module knows. */
export function holdResource(site: RewriteSite): readonly Rewrite[] {
  if (site.declaration.kind !== "planDeclaration") return [];
  const statements = selectedStatements(site);
  const [first, last] = [statements[0], statements.at(-1)];
  if (first === undefined || last === undefined || !statements.some(({ kind }) => kind === "step")) return [];
  const span = { start: first.span.start, end: last.span.end };
  const { text } = site.part;
  const indent = indentAt(site, span.start);
  const inner = text.slice(span.start, span.end).replaceAll("\n", "\n  ");
  const { module, definition } = site.look();
  const pools = poolsOf(module.names);
  if (pools.length === 0 || definition?.kind !== "plan") return [];
  const used = poolsUsed(definition, module.program);
  return (
    pools
      // A run that holds a member and asks for another may wait for ever (ORCH4405).
      .filter(([, { qualified }]) => !used.has(qualified))
      .slice(0, poolsMax)
      .map(([name, { declaration }]): Rewrite => {
        const held = freshName("held", site, namesWritten(text));
        const open = `with ${held} = ${name} for ${leaseOf(declaration)} {`;
        const newText = `${open}\n${indent}  ${inner}\n${indent}}`;
        return {
          title: `Hold \`${name}\` meanwhile`,
          kind: "rewrite",
          sure: false,
          edits: [edit(site, span, newText)],
        };
      })
  );
}

type Pool = Definition<"resource">;

/** Pools by the names that the module has for them. */
function poolsOf({ own, imported }: ModuleNames): readonly (readonly [string, Pool])[] {
  const all = [...own, ...[...imported].map(([name, { definition }]) => [name, definition] as const)];
  return all.flatMap(([name, definition]) =>
    definition.kind === "resource" ? [[name, definition] as const] : [],
  );
}

/** As long as a member may be held at all, where that is said. */
function leaseOf({ clauses }: ResourceDeclaration): string {
  for (const clause of clauses) {
    if (clause.kind === "figureClause" && clause.figure === "lease" && clause.value.kind === "quantity")
      return clause.value.raw;
  }
  return "1h";
}

function namesWritten(text: string): ReadonlySet<string> {
  return new Set(text.match(/\w+/gu) ?? []);
}

type Plan = Definition<"plan">;

/** Calls and picks in a piece of text, as written. */
interface Written {
  readonly calls: readonly WrittenCall[];
  readonly picks: readonly Name[];
}

interface WrittenCall {
  readonly path: Invocation["path"];
  /** The pools of which members are held around the call. */
  readonly held: readonly Name[];
}

/** By plan: a session asks at each place of the cursor, and most plans stay as they are. */
const writtenIn = new WeakMap<Declaration, Written>();

/**
 * The qualified names of the pools that a plan and the plans that it calls ask for, and that its callers hold around
 * it. A pool stands for all that it overflows into or from.
 */
function poolsUsed(plan: Plan, program: ProgramContext): ReadonlySet<string> {
  const all = [...program.resolved.names.values()].flatMap(({ own }) => [...own.values()]);
  const plans = all.filter((one) => one.kind === "plan");
  const collected = new Set<string>();
  const add = (names: readonly Name[], home: Plan): void => {
    for (const name of names) {
      const pool = resolved(name, home, program);
      if (pool?.kind === "resource") collected.add(pool.qualified);
    }
  };
  const calls = (one: Plan) => writtenOf(one).calls.flatMap(({ path }) => plansCalled(path, one, program));
  // Statements run side by side: those selected may wait for one beside them that asks for a pool.
  for (const one of closure([plan], calls)) add(writtenOf(one).picks, one);
  const sites = plans.flatMap((caller) =>
    writtenOf(caller).calls.flatMap(({ path, held }) =>
      plansCalled(path, caller, program).map(({ qualified }) => ({ caller, held, to: qualified })),
    ),
  );
  const sitesOf = Map.groupBy(sites, ({ to }) => to);
  const callSites = ({ qualified }: Plan) => sitesOf.get(qualified) ?? [];
  for (const one of closure([plan], (called) => callSites(called).map(({ caller }) => caller)))
    for (const { caller, held } of callSites(one)) add(held, caller);
  return withOverflows(collected, all, program);
}

function writtenOf({ declaration }: Plan): Written {
  const known = writtenIn.get(declaration) ?? written(declaration);
  writtenIn.set(declaration, known);
  return known;
}

function written(root: Node): Written {
  const calls: WrittenCall[] = [];
  const picks: Name[] = [];
  visit(root, {
    pick: ({ pool }) => {
      picks.push(pool);
      return undefined;
    },
    attempt: (node, parents) => {
      const using = node.using === undefined ? [] : [node.using.pool];
      calls.push({ path: node.call.path, held: [...heldAround(parents), ...using] });
      return undefined;
    },
    quorum: (node, parents) => {
      for (const { path } of node.calls) calls.push({ path, held: heldAround(parents) });
      return undefined;
    },
  });
  return { calls, picks };
}

function heldAround(parents: readonly Node[]): readonly Name[] {
  return parents.flatMap((node) => (node.kind === "with" ? [node.pick.pool] : []));
}

function resolved(
  name: Name | Invocation["path"],
  { module }: Pick<Definition, "module">,
  { resolved: { names } }: ProgramContext,
): Definition | undefined {
  const own = names.get(module);
  return own && resolvePath(name, own, names);
}

/** One plan, or those of a goal. */
function plansCalled(path: Invocation["path"], home: Plan, program: ProgramContext): readonly Plan[] {
  const called = resolved(path, home, program);
  if (called?.kind === "plan") return [called];
  return called?.kind === "goal" ? program.plansOf(called) : [];
}

function withOverflows(
  pools: Iterable<string>,
  all: readonly Definition[],
  program: ProgramContext,
): ReadonlySet<string> {
  const links = all.flatMap((one) => {
    if (one.kind !== "resource") return [];
    return one.declaration.clauses.flatMap((clause) => {
      const other = clause.kind === "overflowClause" ? resolved(clause.pool, one, program) : undefined;
      if (other === undefined) return [];
      return [
        { from: one.qualified, to: other.qualified },
        { from: other.qualified, to: one.qualified },
      ];
    });
  });
  const linksOf = Map.groupBy(links, ({ from }) => from);
  return closure(pools, (pool) => (linksOf.get(pool) ?? []).map(({ to }) => to));
}

/** Some things and all that a relation leads to from them. */
function closure<T>(from: Iterable<T>, next: (one: T) => readonly T[]): ReadonlySet<T> {
  const reached = new Set(from);
  // A set yields what is added while it is read.
  for (const one of reached) for (const other of next(one)) reached.add(other);
  return reached;
}
