import type { Host, Program } from "@orchlang/checker";
import { lookup, type ModuleNames } from "@orchlang/checker/resolve";
import type { Diagnostic } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import { type CompiledProject, type CompileResult, compile } from "../compile.ts";
import { type Arrangement, arranged } from "./arrange.ts";
import { callsOf, type Graph, graphOf, needOf, sureOf, type Value, withFields } from "./graph.ts";
import { lacksOf } from "./lacks.ts";
import { proposalIn } from "./proposal.ts";
import { type Need, type Problem, reachable, solutions } from "./search.ts";
import { type Head, planText, stubText } from "./write.ts";

/** A goal that wants a plan. */
export interface SynthesisRequest {
  readonly program: Program;
  readonly host: Host;
  /** The program as it was compiled, without errors. */
  readonly compiled: CompileResult;
  /** By its qualified name. */
  readonly goal: string;
  /** Capabilities that have to be called, by the names that the goal's module uses. */
  readonly through: readonly string[];
  /** The most calls of a plan. */
  readonly depth: number;
}

/** A plan that was found or proposed, as text, and how it compiled. */
export interface Candidate {
  readonly text: string;
  /** Why it may not run; none: it compiles and keeps its bounds. */
  readonly faults: readonly string[];
  /** Arguments that fit by a type that many values have: somebody should look at them. */
  readonly guesses: readonly string[];
  readonly compiled?: {
    readonly plan: PlanFile;
    readonly context: ScenarioContext;
    readonly unreachable: ReturnType<CompileResult["unreachable"]>;
  };
}

export interface Synthesis {
  /** The file that a plan belongs into: that of the goal. */
  readonly file: string;
  /**
   * By rising cost: first those whose values fit by name or by a telling type, then those that also have others. The end:
   * nothing is left, or the search was given up.
   */
  candidates(): Generator<Candidate, "none left" | "spent">;
  /** A plan of somebody else, such as a model, held against the same. */
  propose(text: string): Candidate;
  /** Why there is no candidate. */
  lacks(): readonly string[];
}

/** Sets of calls that one search looks at. */
const looksMax = 20_000;

/** Searches plans for a goal. `wrong`: what is asked for does not exist. `diagnostics`: no plan can have its types. */
export function synthesis(
  request: SynthesisRequest,
): Synthesis | { readonly wrong: string } | { readonly diagnostics: readonly Diagnostic[] } {
  const { program, host, compiled, goal, through, depth } = request;
  const project = compiled.projects.find(({ checked }) => checked.goals.has(goal));
  const result = project && headOf(project, goal);
  if (project === undefined || result === undefined) return { wrong: `\`${goal}\` is no goal` };
  const { head, file, text, module } = result;
  const withPlan = (plan: string): CompileResult =>
    compile(program, overlaid(host, file, `${text.trimEnd()}\n\n${plan}`));
  const graph = wantedGraph(withPlan(stubText(head)), { plan: `${module}.${head.name}`, module, goal });
  if ("diagnostics" in graph) return graph;
  const called = through.map((name) => graph.nodes.findIndex(({ local }) => local === name));
  const stranger = through.find((_, at) => called[at] === -1);
  if (stranger !== undefined)
    return { wrong: `\`${stranger}\` is no capability that \`${module}\` can call` };
  if (graph.wanted.result === undefined && through.length === 0)
    return { wrong: `\`${head.goal}\` gives no result, so name what has to be called: --through NAME` };
  const judge = (plan: string, name: string, guesses: readonly string[]): Candidate =>
    judged(withPlan(plan), { goal, name: `${module}.${name}`, text: plan, guesses });
  return {
    file,
    *candidates() {
      const collected = new Set<string>();
      for (const one of [sureOf(graph), graph])
        for (const arrangement of arrangements(one, called, depth)) {
          if (arrangement === "spent") return "spent";
          const text = planText(head, arrangement);
          if (collected.has(text)) continue;
          collected.add(text);
          yield judge(text, head.name, guessesOf(arrangement));
        }
      return "none left";
    },
    propose(plan) {
      const proposal = proposalIn(plan);
      if ("faults" in proposal) return { text: plan, faults: proposal.faults, guesses: [] };
      return judge(plan, proposal.name, []);
    },
    lacks: () => lacksOf(graph, reachable({ calls: callsOf(graph) }), called),
  };
}

function* arrangements(
  graph: Graph,
  through: readonly number[],
  depth: number,
): Generator<Arrangement | "spent"> {
  // Putting the result together is a call of the search and none of the plan.
  const most = depth + (graph.fields === undefined ? 0 : 1);
  const problem: Problem = {
    calls: callsOf(graph),
    goal: goalOf(graph, through),
    depth: most,
    looks: looksMax,
  };
  const search = solutions(problem);
  for (let next = search.next(); ; next = search.next()) {
    if (next.done === true) {
      if (next.value === "spent") yield "spent";
      return;
    }
    const real = next.value.calls.filter((call) => call < graph.nodes.length);
    const arrangement = real.length > depth ? undefined : arranged(graph, real);
    if (arrangement !== undefined) yield arrangement;
  }
}

function goalOf(graph: Graph, through: readonly number[]): readonly Need[] {
  const called = through.map((call): Need => [[call]]);
  if (graph.wanted.result === undefined) return called;
  const whole = needOf({ feeds: graph.wholes });
  return [...called, graph.fields === undefined ? whole : [...whole, [graph.nodes.length]]];
}

interface Found {
  readonly head: Head;
  readonly file: string;
  readonly text: string;
  readonly module: string;
}

function headOf({ loaded, checked, resolved }: CompiledProject, goal: string): Found | undefined {
  const origin = checked.goals.get(goal)?.origin;
  const module = origin && loaded.modules.get(origin.module);
  const names = origin && resolved.names.get(origin.module);
  const local = goal.slice(goal.lastIndexOf(".") + 1);
  const definition = names?.own.get(local);
  if (module === undefined || names === undefined || definition?.kind !== "goal") return undefined;
  const { text } = module.file;
  const cut = ({ start, end }: Span): string => text.slice(start, end);
  const { parameters, result } = definition.declaration;
  const params = parameters.map(
    ({ name, type, trusted }) =>
      `${name.text}: ${cut(type.span)}${trusted === false ? "" : trusted === true ? " trusted" : " trusted value"}`,
  );
  return {
    file: module.file.name,
    text,
    module: module.name,
    head: {
      name: freeName(`${local}_found`, names),
      goal: local,
      params: params.join(", "),
      result: result === undefined ? "" : `-> ${cut(result.span)}`,
    },
  };
}

function freeName(base: string, names: ModuleNames): string {
  let name = base;
  for (let count = 2; lookup(names, name) !== undefined; count += 1) name = `${base}_${count}`;
  return name;
}

function wantedGraph(
  result: CompileResult,
  { plan, module, goal }: { readonly plan: string; readonly module: string; readonly goal: string },
): Graph | { readonly diagnostics: readonly Diagnostic[] } {
  const project = result.projects.find(({ checked }) => checked.routines.has(plan));
  const stub = project?.checked.routines.get(plan);
  const names = project?.resolved.names.get(module);
  if (project === undefined || stub === undefined || names === undefined)
    return { diagnostics: result.diagnostics };
  const params = stub.params.flatMap(({ name, label }): readonly Value[] => {
    const type = stub.types.params[name];
    return type === undefined ? [] : withFields({ path: name, type, label, call: undefined }, 2);
  });
  const label = project.checked.goals.get(goal)?.goal.result?.label;
  const wanted = label === undefined ? undefined : { type: stub.types.result, label };
  return graphOf({ program: project.checked, names, module }, { params, result: wanted });
}

/** The host, with another text in place of one file. */
function overlaid(host: Host, file: string, text: string): Host {
  return {
    ...(host.list === undefined ? {} : { list: (folder) => host.list?.(folder) ?? [] }),
    read: (path) => (path === file ? { text } : host.read(path)),
    standard: (name) => host.standard(name),
    standardModules: host.standardModules,
  };
}

/** The plan by itself, for its own bounds; the goal's rules have to hold in it. */
function judged(
  result: CompileResult,
  {
    goal,
    name,
    ...candidate
  }: { readonly goal: string; readonly name: string } & Pick<Candidate, "text" | "guesses">,
): Candidate {
  const errors = result.diagnostics.filter(({ severity }) => severity === "error");
  const plan = result.plan(name);
  const context = result.context(name);
  if (errors.length > 0 || plan === undefined || context === undefined) {
    const faults = errors.map(({ code, message }) => `${code}: ${message}`);
    return { ...candidate, faults: faults.length === 0 ? ["It is no plan of its own."] : faults };
  }
  if (plan.plan.routines[name]?.achieves !== goal)
    return { ...candidate, faults: [`It does not achieve \`${goal}\`.`] };
  const open = plan.plan.obligations.filter(
    ({ source, verdict }) => isBudget(plan, source) && verdict !== "proved",
  );
  const faults = open.map(
    ({ id, rule }) => `${rule} is not proved: ${plan.about.evidence[id] ?? "no bound"}`,
  );
  return { ...candidate, faults, compiled: { plan, context, unreachable: result.unreachable(name) } };
}

type Source = PlanFile["plan"]["obligations"][number]["source"];

function isBudget({ plan }: PlanFile, source: Source): boolean {
  if ("goal" in source) return source.clause === "budget";
  if (!("guardrail" in source)) return false;
  const guardrail = plan.guardrails.find(({ name }) => name === source.guardrail);
  return guardrail?.rules[source.rule]?.kind === "bound";
}

function guessesOf({ calls }: Arrangement): readonly string[] {
  return calls.flatMap(([, { node, args }]) =>
    args.flatMap(({ name, feed }) =>
      feed.fit === "any" ? [`\`${node.local}\` takes \`${feed.value.path}\` as \`${name}\``] : [],
    ),
  );
}
