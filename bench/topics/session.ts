import { compile, openSession, type Session } from "@orchlang/compiler";
import { generatedProgram } from "../generated.ts";
import { inMemory } from "../programs.ts";
import type { Contestant, Topic } from "../topic.ts";

/*
 * From a change to fresh diagnostics, beside a check of 10,000 lines from nothing. What is shown is how often the one
 * goes into the other: aimed at is 1/200 (0.005) by the median, 1/20 (0.050) at p99. Changes are to digits, of the
 * statements of plans, of clauses and rules, one declaration after another; and to a signature that fifty others use.
 */
export const session: Topic = {
  name: "from a change to diagnostics",
  unit: "answers",
  tail: true,
  calls: { warmUps: 100, measured: 400 },
  prepare: async () => [
    cold(10_000),
    ...[10_000, 100_000].flatMap((lines) => [bodies(lines), clauses(lines), signature(lines)]),
  ],
};

function cold(lines: number): Contestant {
  const { program, host } = inMemory(generatedProgram(lines));
  return {
    name: `checked from nothing, ${shown(lines)}`,
    units: 1,
    calls: { warmUps: 3, measured: 7 },
    run: async () => {
      compile(program, host);
    },
  };
}

/** A step's condition. */
function bodies(lines: number): Contestant {
  return changing(`a plan's statements, ${shown(lines)}`, generatedProgram(lines), /when total > \$(?=\d)/gu);
}

/** What is declared of capabilities and rules. */
function clauses(lines: number): Contestant {
  const places = /(?:latency +<= 1|ensures result.weight > |at most 1 charge_\d+ per |limit )(?=\d)/gu;
  return changing(`clauses of capabilities and rules, ${shown(lines)}`, generatedProgram(lines), places);
}

const users = 50;

/** The default of a parameter of a tool that fifty plans of six lines call. */
function signature(lines: number): Contestant {
  const shared = `
tool rate(id: String, weight: Int = 1) -> Int { effect pure  latency <= 2s }
${Array.from({ length: users }, (_, i) => plan(i)).join("")}`;
  return changing(
    `a signature that ${users} others use, ${shown(lines)}`,
    generatedProgram(lines) + shared,
    /weight: Int = (?=\d)/gu,
  );
}

function plan(n: number): string {
  return `
plan rated_${n}(id: String, urgent: Bool) -> Int {
  step rate = rate(id)
  when urgent { return rate + ${n} }
  return rate
}
`;
}

/** Puts another digit where the pattern ends, at one place after another, and asks what is told. */
function changing(name: string, text: string, pattern: RegExp): Contestant {
  const { program, host, file } = inMemory(text);
  const places = [...text.matchAll(pattern)].map(({ index, 0: found }) => index + found.length);
  let open: Session | undefined;
  let count = 0;
  return {
    name,
    units: 1,
    run: async () => {
      open ??= openSession(program, host);
      // A stride that has nothing in common with their number, so that neighbours do not follow one another.
      const start = places[(count * 7_919) % places.length] ?? 0;
      open.change(file, { start, end: start + 1, text: `${1 + (count % 8)}` });
      count += 1;
      const [wrong] = open.diagnostics(file);
      if (wrong !== undefined || !open.isLive)
        throw new Error(wrong?.message ?? "the program is not followed");
    },
    close: async () => {
      open = undefined;
    },
  };
}

function shown(lines: number): string {
  return `${lines.toLocaleString("en")} lines`;
}
