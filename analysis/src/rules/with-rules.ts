import type { CheckedProgram } from "@orchlang/checker";
import { labelFactsOf } from "@orchlang/checker/labels";
import { defaultSettings } from "@orchlang/checker/load";
import type { Analysis } from "../analysis.ts";

/** The analysis with other rules. */
export function withRules(
  analysis: Analysis,
  { policies, guardrails }: Pick<CheckedProgram, "policies" | "guardrails">,
): Analysis {
  const { settings, routines, goals, diagnostics, summaries } = analysis;
  const program = new WithRules(analysis.program, policies, guardrails);
  const whole = analysis.whole ?? analysis;
  return { program, settings, routines, goals, diagnostics, summaries, whole };
}

/** A program with other rules; all else is asked of the program itself, which may take note of what is asked for. */
class WithRules implements CheckedProgram {
  readonly policies: CheckedProgram["policies"];
  readonly guardrails: CheckedProgram["guardrails"];
  readonly #program: CheckedProgram;

  constructor(
    program: CheckedProgram,
    policies: CheckedProgram["policies"],
    guardrails: CheckedProgram["guardrails"],
  ) {
    this.#program = program;
    this.policies = policies;
    this.guardrails = guardrails;
  }

  get capabilities() {
    return this.#program.capabilities;
  }

  get goals() {
    return this.#program.goals;
  }

  get routines() {
    return this.#program.routines;
  }

  get scenarios() {
    return this.#program.scenarios;
  }

  get schemas() {
    return this.#program.schemas;
  }

  get roles() {
    return this.#program.roles;
  }

  get diagnostics() {
    return this.#program.diagnostics;
  }

  get pools() {
    return this.#program.pools ?? {};
  }

  get events() {
    return this.#program.events ?? {};
  }

  get signals() {
    return this.#program.signals ?? {};
  }

  get flags() {
    return this.#program.flags ?? {};
  }

  get triggers() {
    return this.#program.triggers ?? [];
  }

  get labelFacts() {
    return this.#program.labelFacts ?? labelFactsOf(this.#program);
  }

  get bind() {
    return this.#program.bind ?? [];
  }

  get settings() {
    return this.#program.settings ?? defaultSettings.plan;
  }
}
