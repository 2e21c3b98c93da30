import { type CompileResult, compile } from "@orchlang/compiler";
import { type Behaviour, type SimulatedCall, type SimulatedWorld, simulate } from "@orchlang/simulator";
import { standardModule, standardModules } from "@orchlang/stdlib";
import type { Breach, Claim, Subject } from "../../../src/claim.ts";

/** A program of one file. */
function compiledOf(text: string): CompileResult {
  const path = "/m.orch";
  return compile(
    { files: [path], root: "/" },
    {
      read: (asked) =>
        asked === path ? { text } : { fault: "missing" as const, message: "there is no such file" },
      standard: standardModule,
      standardModules,
    },
  );
}

export function subjectOf(text: string, entry: string): Subject {
  const compiled = compiledOf(text);
  const file = compiled.plan(entry);
  if (file === undefined) {
    const said = compiled.diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n");
    throw new Error(`${entry} has no plan file:\n${said}`);
  }
  return { text, compiled, entry, file };
}

/** What a test says of its world, besides what is cooperative. */
export interface Said extends Pick<SimulatedWorld, "input" | "readings" | "happenings" | "user"> {
  /** Capabilities by their own names: what each call of them comes to. */
  readonly answers?: Readonly<Record<string, Behaviour | ((call: SimulatedCall) => Behaviour)>>;
}

export function worldOf({ compiled, entry, file }: Subject, { answers = {}, ...said }: Said): SimulatedWorld {
  const named = Object.keys(file.plan.capabilities).flatMap((name) => {
    const behaviour = answers[name.slice(name.lastIndexOf(".") + 1)];
    if (behaviour === undefined) return [];
    const answer = typeof behaviour === "function" ? behaviour : (): Behaviour => behaviour;
    return [[name, answer] as const];
  });
  return { ...compiled.context(entry), ...said, answers: Object.fromEntries(named) };
}

/** The first breach of any of the claims in a world. */
export function breachOf(subject: Subject, claims: readonly Claim[], said: Said = {}): Breach | undefined {
  const play = (world: SimulatedWorld) => simulate(subject.file, world);
  const world = worldOf(subject, said);
  const played = { world, run: play(world) };
  for (const claim of claims) {
    const breach = claim.breach(played, play);
    if (breach !== undefined) return breach;
  }
  return undefined;
}

/**
 * The program with all clearances raised and no rule about labels, so that it compiles whatever the analysis finds: what
 * its rules claim is put on trial all the same.
 */
export function withoutRules(text: string): string {
  return text
    .replaceAll(/^guardrail \w+ : x blocking \{ never \w+ to \w+ \}$/gmu, "")
    .replaceAll(/^ +keep \w+ at \w+$/gmu, "")
    .replaceAll(/ trusted\b/gu, "")
    .replaceAll(/ +clearance +\w+/gu, " ")
    .replaceAll(/^((?:service|agent|tool|llm) .*\{)/gmu, "$1  clearance secret  ");
}

/** The subject with its own parameters labelled as if nothing were said of them: only what starts it brings labels. */
export function withPlainParameters(subject: Subject): Subject {
  const { entry, file } = subject;
  const routine = file.plan.routines[entry];
  if (routine === undefined) return subject;
  const label = { confidentiality: "internal", integrity: "trusted" } as const;
  const params = routine.params.map((param) => ({ ...param, label }));
  const routines = { ...file.plan.routines, [entry]: { ...routine, params } };
  return { ...subject, file: { ...file, plan: { ...file.plan, routines } } };
}

/** The rule about labels that a program claims falsely: `never personal to out`. */
export function ruleOf(text: string): { readonly label: string; readonly to: string } {
  const rule = /\{ never (\w+) to (\w+) \}/u.exec(text) ?? /keep (\w+) at (\w+)/u.exec(text);
  if (rule?.[1] === undefined || rule[2] === undefined)
    throw new Error("the program claims nothing of labels");
  return { label: rule[1], to: rule[2] };
}
