import { compile } from "@orchlang/compiler";
import { createSourceFile, parse } from "@orchlang/language";
import { standardModule, standardModules } from "@orchlang/stdlib";
import type { Contestant, Topic } from "../topic.ts";

const file = "bench/work.orch";

/** Steps that each use what up to three others of the sixty before gave; every fifth can be taken back. */
function programText(steps: number): string {
  const args = (step: number): string =>
    [7, 23, 58].map((back, at) => `${"abc"[at]}: ${step < back ? "n" : `s${step - back}`}`).join(", ");
  const lines = Array.from({ length: steps }, (_, step) => {
    const tries = step % 7 === 0 ? " { retry 2 backoff 1s..5s  timeout 4s }" : "";
    return `  step s${step} = ${step % 5 === 3 ? "save" : "work"}(${args(step)})${tries}`;
  });
  return `module bench.work
tool work(a: Int, b: Int, c: Int) -> Int { effect pure  cost <= $0.01  latency <= 1s }
tool save(a: Int, b: Int, c: Int) -> Int { effect idempotent  cost <= $0.02  latency <= 2s  undo drop(a) }
tool drop(a: Int) { effect idempotent  cost <= $0.001  latency <= 1s }
plan work_through(n: Int in 0..9) -> Int {
${lines.join("\n")}
  return s${steps - 1}
}
`;
}

function compiling(steps: number, withPlan: boolean): Contestant {
  const text = programText(steps);
  const host = {
    read: (path: string) =>
      path === file ? { text } : ({ fault: "missing", message: "is not there" } as const),
    standard: standardModule,
    standardModules,
  };
  return {
    name: withPlan ? "compile, to the plan file" : `compile ${steps.toLocaleString("en")} steps`,
    units: steps,
    run: async () => {
      const compiled = compile({ files: [file], root: "" }, host);
      const faults = compiled.diagnostics.filter(({ severity }) => severity === "error");
      if (faults[0] !== undefined) throw new Error(faults[0].message);
      if (withPlan && compiled.plan("bench.work.work_through") === undefined)
        throw new Error("no plan was made");
    },
  };
}

function parsing(steps: number): Contestant {
  const text = programText(steps);
  return {
    name: `parse ${steps.toLocaleString("en")} steps`,
    units: steps,
    run: async () => {
      parse(createSourceFile(file, text));
    },
  };
}

/** All analyses against reading the same text, and against ten times as much of it. Aimed at: a tenth, and as quick. */
export const analyse: Topic = {
  name: "analyse: a plan of 2,000 steps and 6,000 edges",
  unit: "steps",
  clock: "processor",
  calls: { warmUps: 5, measured: 12 },
  prepare: async () => [
    compiling(2_000, false),
    parsing(2_000),
    compiling(2_000, true),
    compiling(20_000, false),
  ],
};
