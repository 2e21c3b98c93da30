import { compile } from "@orchlang/compiler";
import { generatedProgram } from "../generated.ts";
import { langiumBuilder } from "../langium/build.ts";
import { inMemory } from "../programs.ts";
import type { Contestant, Topic } from "../topic.ts";

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
