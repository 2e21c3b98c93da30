import { compile } from "@orchlang/compiler";
import { createSourceFile, parse } from "@orchlang/language";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { generatedProgram } from "../generated.ts";
import { langiumBuilder } from "../langium/langium.ts";
import { inMemory } from "../programs.ts";
import type { Contestant, Topic } from "../topic.ts";

const file = "bench/work.orch";

/** Steps that each use what up to three others of the sixty before gave; every fifth can be undone. */
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

/*
 * From text to diagnostics, beside Langium's build of the same text: parsed, indexed, linked and validated with what
 * Langium checks by itself, which knows neither types nor plans. Aimed at: three times as quick as that, and a line
 * among 100,000 at most 1.2 times as dear as one among 10,000.
 */
export const checking: Topic = {
  name: "from text to diagnostics",
  unit: "lines",
  clock: "processor",
  calls: { warmUps: 2, measured: 5 },
  prepare: async () => {
    const build = await langiumBuilder();
    return [
      checked(10_000),
      { ...checked(100_000), calls: { warmUps: 0, measured: 2 } },
      contestant("Langium, 10,000 lines", generatedProgram(10_000), build),
    ];
  },
};

function checked(lines: number): Contestant {
  const text = generatedProgram(lines);
  return contestant(`orch, ${lines.toLocaleString("en")} lines`, text, async () => {
    const { program, host } = inMemory(text);
    const [wrong] = compile(program, host).diagnostics;
    if (wrong !== undefined) throw new Error(wrong.message);
  });
}

function contestant(name: string, text: string, run: (text: string) => Promise<void>): Contestant {
  return { name, units: text.split("\n").length, run: () => run(text) };
}
