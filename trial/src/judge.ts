import type { CompileResult } from "@orchlang/compiler";
import { type Behaviour, type SimulatedRun, type SimulatedWorld, simulate } from "@orchlang/simulator";

import type { Breach, Claim, ClaimKind, Monitor, Played, Subject } from "./claim.ts";
import { compileText, isClean, subjectsOf } from "./compile.ts";
import { drawWorld } from "./world/draw.ts";
import { type DrawnWorld, simulated } from "./world/drawn.ts";
import { type Stage, stagesOf } from "./world/stage.ts";

/** The breach: a claim was broken, or the compiler, the kernel or a monitor has thrown. */
type BrokenKind = ClaimKind | "compiler" | "kernel" | "monitor";

/** A breach, with all that it takes to see it again. */
export interface Found {
  readonly kind: BrokenKind;
  readonly text: string;
  /** The claim, as printed. */
  readonly claim: string;
  /** How the run contradicts it. */
  readonly says: string;
  readonly entry?: string;
  readonly trigger?: string;
  readonly world?: DrawnWorld;
}

export type Verdict = "proved" | "checked" | "refused";

/** The share of worlds in which claims about labels are checked: each of them plays many more worlds by itself. */
const flowShare = 1 / 4;
const flowWorldsLeast = 2;

/** The result of one program. */
export interface Judged {
  readonly clean: boolean;
  readonly subjects: number;
  readonly runs: number;
  readonly claims: Readonly<Partial<Record<ClaimKind, number>>>;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly found: readonly Found[];
}

/** How a program is judged. */
export interface Judging {
  readonly monitors: readonly Monitor[];
  /** The number of worlds for each stage; 0: only the printed output is examined. */
  readonly worlds: number;
  readonly seed: number;
  /** The entries to run; default: each plan and goal that nothing else calls. */
  readonly subjects?: typeof subjectsOf;
  /** True once the time is over: no further world is played then. */
  readonly isOver?: () => boolean;
}

/** Compiles a program, plays it in worlds drawn from the seed, and holds every run against every claim. */
export function judge(text: string, judging: Judging): Judged {
  const compiled = compiledOr(text);
  if ("kind" in compiled) return { ...nothing, found: [compiled] };
  if (!isClean(compiled)) return nothing;
  return new Judgement(text, judging).of(compiled);
}

const nothing: Judged = {
  clean: false,
  subjects: 0,
  runs: 0,
  claims: {},
  verdicts: { proved: 0, checked: 0, refused: 0 },
  found: [],
};

function compiledOr(text: string): CompileResult | Found {
  try {
    return compileText(text);
  } catch (error) {
    return { kind: "compiler", text, claim: "no program makes the compiler throw", says: shown(error) };
  }
}

export function shown(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

class Judgement {
  readonly #text: string;
  readonly #judging: Judging;
  readonly #found: Found[] = [];
  readonly #claims = new Map<ClaimKind, number>();
  readonly #verdicts = { proved: 0, checked: 0, refused: 0 };
  #runs = 0;

  constructor(text: string, judging: Judging) {
    this.#text = text;
    this.#judging = judging;
  }

  of(compiled: CompileResult): Judged {
    const { subjects: choose = subjectsOf } = this.#judging;
    const subjects = this.#made(() => choose(this.#text, compiled));
    for (const subject of subjects) this.#subject(subject);
    return {
      clean: true,
      subjects: subjects.length,
      runs: this.#runs,
      claims: Object.fromEntries(this.#claims),
      verdicts: this.#verdicts,
      found: this.#found,
    };
  }

  /** Output that the compiler makes on demand, which may throw as little as the rest. */
  #made<T>(make: () => readonly T[]): readonly T[] {
    try {
      return make();
    } catch (error) {
      const claim = "no program makes the compiler throw";
      this.#found.push({ kind: "compiler", text: this.#text, claim, says: shown(error) });
      return [];
    }
  }

  #subject(subject: Subject): void {
    for (const { verdict } of subject.file.plan.obligations) this.#verdicts[verdict] += 1;
    const claims = this.#claimsOf(subject);
    const open = new Set(claims);
    for (const stage of this.#made(() => stagesOf(subject))) {
      const { worlds } = this.#judging;
      const flowWorlds = Math.max(flowWorldsLeast, worlds * flowShare);
      for (let nth = 0; nth < worlds && this.#judging.isOver?.() !== true; nth++) {
        const asked = [...open].filter(({ kind }) => kind !== "flow" || nth < flowWorlds);
        this.#world(stage, drawWorld(stage, this.#judging.seed, nth), asked, open);
        if (open.size === 0 && claims.length > 0) return;
      }
    }
  }

  #claimsOf(subject: Subject): readonly Claim[] {
    const claims = this.#read(subject);
    for (const { kind } of claims) this.#claims.set(kind, (this.#claims.get(kind) ?? 0) + 1);
    return claims;
  }

  #read(subject: Subject): readonly Claim[] {
    try {
      return claimsOf(subject, this.#judging.monitors);
    } catch (error) {
      const claim = "a monitor reads what is printed";
      const { entry } = subject;
      this.#found.push({ kind: "monitor", text: this.#text, claim, says: shown(error), entry });
      return [];
    }
  }

  /** A claim that is broken once is not asked about again. */
  #world(stage: Stage, world: DrawnWorld, asked: readonly Claim[], open: Set<Claim>): void {
    const decided = new Map<string, Behaviour>();
    this.#runs += 1;
    const place = {
      text: this.#text,
      entry: stage.subject.entry,
      ...(stage.trigger === undefined ? {} : { trigger: stage.trigger }),
      world,
    };
    const played = playedOr(stage, world, decided);
    if ("threw" in played) {
      this.#found.push({
        ...place,
        kind: "kernel",
        claim: "no world makes the kernel throw",
        says: played.threw,
      });
      return;
    }
    for (const claim of asked) {
      const breach = breachOf(claim, played, stage.subject);
      if (breach === undefined) continue;
      open.delete(claim);
      const kind = "threw" in breach ? "monitor" : claim.kind;
      const says = "threw" in breach ? breach.threw : breach.says;
      this.#found.push({ ...place, kind, claim: claim.says, says });
    }
  }
}

/** All that monitors find that the compiler has claimed of a subject. */
export function claimsOf(subject: Subject, monitors: readonly Monitor[]): readonly Claim[] {
  return monitors.flatMap((monitor) => monitor(subject));
}

interface Threw {
  readonly threw: string;
}

/** Plays a world once, with the answers that it says. */
export function playedOr(stage: Stage, world: DrawnWorld, decided?: Map<string, Behaviour>): Played | Threw {
  try {
    const made: SimulatedWorld = { ...simulated(stage, world, decided), variation: 0 };
    return { world: made, run: simulate(stage.subject.file, made) };
  } catch (error) {
    return { threw: shown(error) };
  }
}

export function breachOf(claim: Claim, played: Played, { file }: Subject): Breach | Threw | undefined {
  const play = (world: SimulatedWorld): SimulatedRun => simulate(file, { variation: 0, ...world });
  try {
    return claim.breach(played, play);
  } catch (error) {
    return { threw: shown(error) };
  }
}
