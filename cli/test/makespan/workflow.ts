import { compile } from "@orchlang/compiler";
import { simulate } from "@orchlang/simulator";
import { standardModule, standardModules } from "@orchlang/stdlib";

/** Tasks that wait for one another, each for so many ms on one of some machines that are all alike. */
export interface Workflow {
  readonly name: string;
  readonly tasks: readonly Task[];
}

export interface Task {
  readonly ms: number;
  /** By their place in the list, all before this one's own. */
  readonly after: readonly number[];
}

/** As an author would write it. */
export function workflowText({ tasks }: Workflow, machines: number): string {
  const steps = tasks.map(({ after }, at) => {
    const options = after.length === 0 ? "" : ` { after ${after.map((one) => `task_${one}`).join(", ")} }`;
    return `  step task_${at} = run_${at}() using machines${options}`;
  });
  return `module m
type Machine { id: String }
resource machines: Machine x ${machines} { at edge }
${tasks.map(({ ms }, at) => `tool run_${at}() { effect pure  latency <= ${ms}ms }`).join("\n")}
plan p() {
${steps.join("\n")}
}
`;
}

/** How long a run of it takes in virtual time, in ms: compiled, and played by the kernel and control. */
export function makespan(workflow: Workflow, machines: number): number {
  const path = "/m.orch";
  const compiled = compile(
    { files: [path], root: "/" },
    {
      read: (file) =>
        file === path
          ? { text: workflowText(workflow, machines) }
          : { fault: "missing", message: "there is no such file" },
      list: () => [],
      standard: standardModule,
      standardModules,
    },
  );
  const plan = compiled.plan("m.p");
  if (plan === undefined) throw new Error(compiled.diagnostics.map(({ message }) => message).join("\n"));
  const run = simulate(plan);
  if (run.state.closed?.outcome.status !== "completed") throw new Error(`${workflow.name} did not complete`);
  return run.ended - run.started;
}

/** Of each task the longest way from its begin to the end, in ms. */
export function upwardRanks({ tasks }: Workflow): readonly number[] {
  const after = tasks.map(() => 0);
  const ranks = tasks.map(() => 0);
  for (let at = tasks.length - 1; at >= 0; at--) {
    const { ms = 0, after: before = [] } = tasks[at] ?? {};
    ranks[at] = ms + (after[at] ?? 0);
    for (const one of before) after[one] = Math.max(after[one] ?? 0, ranks[at] ?? 0);
  }
  return ranks;
}

/** What no order can be under, in ms: the longest way, and all work shared by all machines. */
export function leastOf(workflow: Workflow, machines: number): number {
  const work = workflow.tasks.reduce((sum, { ms }) => sum + ms, 0);
  return Math.max(...upwardRanks(workflow), work / machines);
}

/** Which of two tasks of one rank goes first, as textbooks and other schedulers differ in it. */
export type Ties = (one: number, other: number, tasks: readonly Task[]) => number;

const ties: readonly Ties[] = [
  (one, other) => one - other,
  (one, other) => other - one,
  (one, other, tasks) => (tasks[other]?.ms ?? 0) - (tasks[one]?.ms ?? 0) || one - other,
  (one, other, tasks) => (tasks[one]?.ms ?? 0) - (tasks[other]?.ms ?? 0) || one - other,
];

/** List scheduling by upward rank as the textbooks have it, with nothing of ours: what a run is held against. */
export function rankMakespan(workflow: Workflow, machines: number): number {
  return Math.min(...ties.map((tie) => listed(workflow, machines, tie)));
}

function listed(workflow: Workflow, machines: number, tie: Ties): number {
  const { tasks } = workflow;
  const ranks = upwardRanks(workflow);
  const waiting = new Set(tasks.keys());
  const ended = new Set<number>();
  const running = new Map<number, number>();
  let now = 0;
  while (waiting.size + running.size > 0) {
    const ready = [...waiting]
      .filter((at) => tasks[at]?.after.every((one) => ended.has(one)))
      .sort((one, other) => (ranks[other] ?? 0) - (ranks[one] ?? 0) || tie(one, other, tasks));
    for (const at of ready.slice(0, machines - running.size)) {
      waiting.delete(at);
      running.set(at, now + (tasks[at]?.ms ?? 0));
    }
    now = Math.min(...running.values());
    for (const [at, end] of running) {
      if (end > now) continue;
      running.delete(at);
      ended.add(at);
    }
  }
  return now;
}
