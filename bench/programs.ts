import { compile, type Host, type Program } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import { standardModule, standardModules } from "@orchlang/stdlib";

const capability = `
tool add_one(n: Int) -> Int {
  effect  idempotent
  latency <= 1h
  run     module "./handlers.ts#addOne"
}`;

/** A plan whose steps each need the one before. */
export function chainPlan(length: number): PlanFile {
  const steps = Array.from({ length }, (_, i) => `  step s${i + 1} = add_one(${i === 0 ? "n" : `s${i}`})`);
  return compiled(`module bench.work\n${capability}\n
plan work(n: Int) -> Int {
${steps.join("\n")}
  return s${length}
}
`);
}

/** A plan whose steps need nothing of each other. */
export function fanOutPlan(width: number): PlanFile {
  const steps = Array.from({ length: width }, (_, i) => `  step s${i + 1} = add_one(n + ${i})`);
  return compiled(`module bench.work\n${capability}\n
plan work(n: Int) -> Int {
${steps.join("\n")}
  return n
}
`);
}

/** A loop over its input. */
export function roundsPlan(most: number): PlanFile {
  return compiled(`module bench.work\n${capability}\n
plan work(items: [Int] size 0..${most}) -> Int {
  step all = for item in items up to ${most} at once 64 {
    step one = add_one(item)
    yield one
  }
  return all.count(n => n > 0)
}
`);
}

/** Chains side by side. */
export function manyChainsPlan(chains: number, length: number): PlanFile {
  const steps = Array.from({ length: chains * length }, (_, i) => {
    const before = i % length === 0 ? "n" : `s${i}`;
    return `  step s${i + 1} = add_one(${before})${i % 7 === 0 ? " { retry 2  timeout 20s }" : ""}`;
  });
  return compiled(`module bench.work\n${capability}\n
plan work(n: Int) -> Int {
${steps.join("\n")}
  return n
}
`);
}

function compiled(text: string): PlanFile {
  const { program, host } = inMemory(text);
  const result = compile(program, host);
  const errors = result.diagnostics.filter(({ severity }) => severity === "error");
  const plan = result.plan("bench.work.work");
  if (plan === undefined) throw new Error(errors.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return plan;
}

/** A program of one file that is on no disk. */
export function inMemory(text: string): {
  readonly file: string;
  readonly program: Program;
  readonly host: Host;
} {
  const file = "bench/work.orch";
  const host: Host = {
    read: (path) => (path === file ? { text } : { fault: "missing", message: "there is no such file" }),
    standard: standardModule,
    standardModules,
  };
  return { file, program: { files: [file], root: "bench" }, host };
}
