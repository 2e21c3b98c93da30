import { compileText } from "../../compile.ts";
import { Dice } from "../../dice.ts";
import { drawProgram } from "../../program/draw.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";
import { cameOf } from "./mutated-plans.ts";

/** The number of mutants of each program. */
const mutantsEach = 20;

/** Programs with pieces of their text taken out, put twice or put elsewhere: they are told of, or compile and play. */
export const mutatedPrograms: EdgeKind = {
  name: "programs",
  count: 400,
  run: trial,
};

async function trial(count: number, seed: number): Promise<EdgeReport> {
  const counts: Record<string, number> = { programs: 0, "with errors": 0, compiled: 0 };
  const breaches = new Map<string, string>();
  const add = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  for (let nth = 0; nth < count; nth++) {
    const program = seed * 1_000_003 + Math.floor(nth / mutantsEach);
    const dice = new Dice(seed * 7_919 + nth);
    const text = mutatedText(drawProgram({ seed: program }), dice);
    add("programs");
    const breach = await runMutant(text, dice, add);
    if (breach !== undefined && !breaches.has(breach))
      breaches.set(breach, `${breach} (program ${program}, ${nth})`);
  }
  return { counts, breaches: [...breaches.values()] };
}

async function runMutant(text: string, dice: Dice, add: (what: string) => void): Promise<string | undefined> {
  try {
    const compiled = compileText(text);
    if (compiled.diagnostics.some(({ severity }) => severity === "error")) {
      add("with errors");
      return undefined;
    }
    add("compiled");
    for (const { name } of compiled.targets) {
      const file = compiled.plan(name);
      const came = file === undefined ? "no plan" : await cameOf(file.plan, dice);
      if (came === "run") add("plans run");
      if (came === "rejected" || came === "stops the orchestrator" || came.startsWith("throws"))
        return `${came}: ${name}`;
    }
    return undefined;
  } catch (error) {
    return `throws ${error instanceof Error ? error.message.slice(0, 120) : String(error)}`;
  }
}

/** Either one word becomes another of its shape, which often still compiles, or pieces are out of place. */
function mutatedText(text: string, dice: Dice): string {
  if (dice.chance(0.5)) return withAnotherWord(text, dice);
  let changed = text;
  for (let left = dice.within(1, 3); left > 0; left--) {
    const pieces = changed.split(dice.one([/(?<=\n)/u, /(?<=\s)/u, /\b/u]));
    const [at, to] = [dice.below(pieces.length), dice.below(pieces.length)];
    const length = dice.within(1, 3);
    const some = pieces.slice(at, at + length);
    switch (dice.below(4)) {
      case 0:
        pieces.splice(at, length);
        break;
      case 1:
        pieces.splice(at, 0, ...some);
        break;
      case 2:
        pieces.splice(to, 0, ...some);
        break;
      default:
        pieces.splice(to, some.length, ...some);
    }
    changed = pieces.join("");
  }
  return changed;
}

/** Numbers, labels and severities, names. */
const shapes: readonly RegExp[] = [
  /\b\d+\b/gu,
  /\b(?:public|internal|personal|secret|trusted|untrusted|prohibited|mandatory|advisory|warning|informational)\b/gu,
  /\b(?:pure|idempotent|once|before|after|followed|preceded|every|never|failed)\b/gu,
  /\b[a-z]+\d+\b/gu,
  /\b[A-Z]\w*\b/gu,
];

function withAnotherWord(text: string, dice: Dice): string {
  const words = [...text.matchAll(dice.one(shapes))];
  if (words.length === 0) return text;
  const [put, other] = [dice.one(words), dice.one(words)];
  return text.slice(0, put.index) + other[0] + text.slice(put.index + put[0].length);
}
