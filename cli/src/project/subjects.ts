import { dirname, resolve } from "node:path";
import type { CompileTarget, NeverReached } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import type { Invocation } from "../command.ts";
import { UsageError } from "../exit.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import { shortName } from "../render/short-name.ts";
import { createFileHost } from "./host.ts";
import { loadTarget, programFiles } from "./target.ts";

export const subjectsArgument = {
  form: "[targets...]",
  says: "files, folders, `file.orch#plan` or `#trigger`, compiled `plan.json` (default: this folder)",
} as const;

/** A plan or a trigger that the simulator plays in many worlds. */
export interface Subject {
  readonly plan: PlanFile;
  readonly context: ScenarioContext;
  /** Where the plan is written; `undefined` of a compiled plan. */
  readonly file: string | undefined;
  /** In which line of it a step or a rule is written. */
  readonly lineOf: (place: string) => number | undefined;
  /** A started plan is searched by itself; of its trigger, only the cause is searched. */
  readonly faultsMax?: number;
  readonly unreachable: readonly NeverReached[];
}

/** The subjects of all targets, each once; `undefined` if a target has a mistake. */
export async function loadSubjects(invocation: Invocation): Promise<readonly Subject[] | undefined> {
  const targets = invocation.args.length === 0 ? ["."] : invocation.args;
  const results = new Map<string, Subject>();
  let isBroken = false;
  for (const target of new Set(targets)) {
    const subjects = await load(invocation, target);
    isBroken ||= subjects === undefined;
    for (const subject of subjects ?? []) {
      const { plan, context, file } = subject;
      const name = context.armed?.triggers[0]?.name ?? plan.plan.entry;
      results.set(JSON.stringify([file === undefined ? plan.id : resolve(file), name]), subject);
    }
  }
  return isBroken ? undefined : [...results.values()];
}

async function load(invocation: Invocation, target: string): Promise<readonly Subject[] | undefined> {
  const [path = target, name] = target.split("#");
  if (path.endsWith(".json")) {
    const { plan } = await loadTarget(target);
    if (plan === undefined) return undefined;
    const context = { flags: Object.values(plan.plan.flags), kinds: {}, schemas: {} };
    return [{ plan, context, file: undefined, lineOf: linesOf(plan), unreachable: [] }];
  }
  const files = programFiles([path]);
  const { compile } = await import("@orchlang/compiler");
  const host = createFileHost();
  const root = files.length === 1 && files[0] === path ? dirname(path) : path;
  const result = compile({ files, root: root.replaceAll("\\", "/") }, host);
  if (result.diagnostics.some(({ severity }) => severity === "error")) {
    refuseBroken(invocation.terminal, { diagnostics: result.diagnostics, host, root: resolve(root) });
    return undefined;
  }
  const chosen = targetsNamed(result.targets, name);
  const triggers = result.triggers().filter((each) => name === undefined || isNamed(each, name));
  if (chosen.length + triggers.length === 0) throw new UsageError(nothingMeant(path, name, result.targets));
  return [
    ...chosen.flatMap((one) => {
      const plan = result.plan(one.name);
      const context = result.context(one.name);
      return plan === undefined || context === undefined
        ? []
        : [
            {
              plan,
              context,
              file: one.file,
              lineOf: linesOf(plan),
              unreachable: result.unreachable(one.name),
            },
          ];
    }),
    ...triggers.flatMap(({ context, plan, file }) => {
      const started = plan();
      return started === undefined
        ? []
        : [{ plan: started, context, file, faultsMax: 1, lineOf: linesOf(started), unreachable: [] }];
    }),
  ];
}

/** `routine/when@1 way 2` is written where its choice is; a rule where its name is. */
function linesOf({ about }: PlanFile): (place: string) => number | undefined {
  return (place) => about.map[place.split(" ")[0] ?? place]?.line;
}

function isNamed(one: { readonly name: string }, name: string): boolean {
  return one.name === name || one.name.endsWith(`.${name}`);
}

/** The named target, or all that nothing else in the file calls. */
function targetsNamed(targets: readonly CompileTarget[], name: string | undefined): readonly CompileTarget[] {
  if (name !== undefined) return targets.filter((each) => isNamed(each, name));
  const roots = targets.filter(({ root }) => root);
  return roots.length === 0 ? targets : roots;
}

function nothingMeant(path: string, name: string | undefined, targets: readonly CompileTarget[]): string {
  if (name === undefined) return `\`${path}\` declares no plan or goal.`;
  const there = targets.map((each) => shortName(each.name)).join(", ");
  return `\`${name}\` is not a plan or goal of \`${path}\`: there is ${there}.`;
}
