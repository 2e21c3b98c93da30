import { type CompileResult, compile } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import { type SimulatedWorld, simulate, worldsOf } from "@orchlang/simulator";
import { standardModule, standardModules } from "@orchlang/stdlib";
import fc from "fast-check";
import type { Monitor, Subject } from "../../src/claim.ts";

/* Programs as text, and what a monitor says of them in a world. */

export function compiled(text: string): CompileResult {
  return compile(
    { files: ["program.orch"], root: "." },
    {
      read: (path) =>
        path === "program.orch" ? { text } : { fault: "missing", message: "there is no such file" },
      list: () => [],
      standard: (module) => standardModule(module),
      standardModules,
    },
  );
}

export function subjectOf(text: string, entry = "m.p"): Subject {
  const result = compiled(text);
  const mistakes = result.diagnostics.filter(({ severity }) => severity === "error");
  const file = result.plan(entry);
  if (file === undefined)
    throw new Error(mistakes.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  return { text, compiled: result, entry, file };
}

/** The same, with every rule called proved and none held at a gate: what the compiler would say if it were wrong. */
export function allProved(subject: Subject): Subject {
  const { plan } = subject.file;
  const obligations = plan.obligations.map((each) => ({ ...each, verdict: "proved" as const }));
  const guardrails = plan.guardrails.map((each) => ({ ...each, severity: "advisory" as const }));
  return { ...subject, file: { ...subject.file, plan: { ...plan, obligations, guardrails } } };
}

export function worldOf({ compiled: { context }, entry }: Subject, world: SimulatedWorld): SimulatedWorld {
  return { ...context(entry), ...world };
}

/** What a monitor finds wrong with a subject in one world. `played`: what is run in its place. */
export function breaches(
  monitor: Monitor,
  subject: Subject,
  world: SimulatedWorld = {},
  played = subject.file,
): readonly string[] {
  const whole = worldOf(subject, world);
  const run = simulate(played, whole);
  return monitor(subject).flatMap((claim) => {
    const breach = claim.breach({ world: whole, run }, (other) => simulate(subject.file, other));
    return breach === undefined ? [] : [`${claim.kind}: ${claim.says}: ${breach.says}`];
  });
}

/** The same in many worlds in which calls fail, run late, answer twice, and processes die. */
export function breachesInMany(monitor: Monitor, subject: Subject, count = 60): readonly string[] {
  const worlds = fc.sample(worldsOf(subject.file, subject.compiled.context(subject.entry)), {
    numRuns: count,
    seed: 7,
  });
  return [...new Set(worlds.flatMap((world) => breaches(monitor, subject, world)))];
}

/** That there is something to be broken. */
export function verdicts({ file }: { readonly file: PlanFile }): readonly string[] {
  return file.plan.obligations.map(({ verdict }) => verdict);
}

export type Answers = NonNullable<SimulatedWorld["answers"]>;

/** Every call of a capability fails for good, or in another way. */
export function failing(capability: string, fails: "permanent" | "transient" = "permanent"): Answers {
  return { [capability]: () => ({ fails }) };
}
