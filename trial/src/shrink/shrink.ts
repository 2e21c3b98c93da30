import { createSourceFile, parse } from "@orchlang/language";
import { type Node, visit } from "@orchlang/language/ast";
import { compileText, subjectsOf } from "../compile.ts";
import { type Found, playedOr } from "../judge.ts";
import { type Stage, stagesOf } from "../world/stage.ts";
import { type Again, inWorld, reproduced, settled, storyOf } from "./reproduce.ts";
import { shrinkText } from "./shrink-text.ts";
import { shrinkWorld } from "./world.ts";

/** A breach as small as it was made. */
export interface Shrunk extends Found {
  /** The program's shape, which most breaches of one mistake share. */
  readonly shape: string;
  readonly story: readonly string[];
}

const worldTries = 300;

/** The smallest program and the plainest world found that breach the same kind of claim. */
export function shrink(found: Found, again: Again, tries: number): Shrunk {
  let best = found;
  shrinkText(
    found.text,
    (text) => {
      if (again.isOver?.() === true) return false;
      const one = reproduced(text, best, again);
      if (one !== undefined) best = one;
      return one !== undefined;
    },
    { tries },
  );
  const stage = stageFor(best, again.subjects);
  if (stage === undefined || best.world === undefined)
    return { ...best, shape: shapeOf(best.text), story: [] };
  const small = inPlainWorld(stage, best, again);
  const played = small.world === undefined ? undefined : playedOr(stage, small.world);
  const story = played === undefined || "threw" in played ? [] : storyOf(played.run);
  return { ...small, shape: shapeOf(small.text), story };
}

function inPlainWorld(stage: Stage, found: Found, again: Again): Found {
  if (found.world === undefined) return found;
  let best = found;
  const holds = (world: Found["world"]): boolean => {
    if (again.isOver?.() === true) return false;
    const one = world && inWorld(stage, world, best, again);
    if (one !== undefined) best = one;
    return one !== undefined;
  };
  const whole = settled(stage, found.world);
  shrinkWorld(holds(whole) ? whole : found.world, holds, { tries: worldTries });
  return best;
}

function stageFor({ text, entry, trigger, kind }: Found, choose = subjectsOf): Stage | undefined {
  if (kind === "compiler") return undefined;
  const subject = choose(text, compileText(text)).find((one) => one.entry === entry);
  return subject && stagesOf(subject).find((one) => one.trigger === trigger);
}

/** The shape of a program: its structure without names, numbers and the order of declarations. Two breaches of one shape are most likely one mistake. */
function shapeOf(text: string): string {
  const { declarations } = parse(createSourceFile("program.orch", text)).file;
  return declarations.map(kindsIn).sort().join("\n");
}

function kindsIn(declaration: Node): string {
  const kinds: string[] = [];
  visit(declaration, {
    any: ({ kind }) => {
      if (!leaves.has(kind)) kinds.push(kind);
      return undefined;
    },
  });
  return kinds.join(" ");
}

/** Values of any kind, and what only models have to have. */
const leaves: ReadonlySet<string> = new Set([
  "name",
  "path",
  "number",
  "string",
  "text",
  "reference",
  "boolean",
  "none",
  "quantity",
  "money",
  "ratio",
  "promptClause",
  "roleClause",
]);
