/* Executions of workflows as plans: a step a task, which takes as long as the task took and costs a dollar a second. */

export interface Workflow {
  readonly name: string;
  readonly tasks: readonly Task[];
  readonly criticalPathSeconds: number;
  readonly totalWorkSeconds: number;
  /** The most tasks of which no two wait for one another. */
  readonly maxWidth?: number;
}

export interface Task {
  readonly id: string;
  readonly runtimeSeconds: number;
  readonly deps: readonly string[];
}

/** As an author would write it; each task holds one of so many machines. */
export function workflowText({ tasks }: Workflow, machines: number): string {
  const stepOf = new Map(tasks.map(({ id }, at) => [id, `task_${at}`]));
  const declared = tasks.map(({ runtimeSeconds }, at) => {
    const seconds = runtimeSeconds.toFixed(6);
    return `tool run_${at}() { effect pure  cost <= $${seconds}  latency <= ${seconds}s }`;
  });
  const steps = tasks.map(({ deps }, at) => {
    const after = deps.map((id) => stepOf.get(id) ?? "");
    const options = after.length === 0 ? "" : ` { after ${after.join(", ")} }`;
    return `  step task_${at} = run_${at}() using machines wait 0s${options}`;
  });
  return `module m
type Machine { id: String }
resource machines: Machine x ${machines} { at edge }
${declared.join("\n")}
plan p() {
${steps.join("\n")}
}
`;
}

function task(id: string, runtimeSeconds: number, ...deps: readonly string[]): Task {
  return { id, runtimeSeconds, deps };
}

/** Made for the tests. */
export const ownWorkflows: readonly Workflow[] = [
  {
    name: "a bakery's night",
    tasks: [
      task("weigh", 300),
      task("knead", 900.5, "weigh"),
      task("heat the oven", 2_400),
      task("rest", 1_800.25, "knead"),
      task("shape", 600, "rest"),
      task("bake", 2_700, "shape", "heat the oven"),
      task("wash up", 420, "shape"),
      task("load the van", 360, "bake", "wash up"),
    ],
    criticalPathSeconds: 6_660.75,
    totalWorkSeconds: 9_480.75,
    maxWidth: 2,
  },
  {
    name: "sheets of a map, sewn together",
    tasks: [
      ...[1, 2, 3, 4, 5].map((sheet) => task(`scan ${sheet}`, 10 * sheet)),
      ...[1, 2, 3, 4].map((seam) => task(`seam ${seam}`, 7.125, `scan ${seam}`, `scan ${seam + 1}`)),
      task("frame", 3, "seam 1", "seam 2", "seam 3", "seam 4"),
      task("print", 0, "frame"),
    ],
    criticalPathSeconds: 60.125,
    totalWorkSeconds: 181.5,
    maxWidth: 5,
  },
];
