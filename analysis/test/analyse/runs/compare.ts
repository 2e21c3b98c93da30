import { type Looked, look } from "../source.ts";
import { everyData } from "./explore.ts";
import { type Capability, type Plan, type Program, plansOf } from "./model.ts";
import { sourceOf } from "./text.ts";
import { type Rule, ruleText, type Truth, type Truths, truthsOf } from "./truth.ts";

/* The compiler's verdicts on a plan, compared with all its runs. */

export interface Case {
  readonly rule: Rule["is"] | "undo";
  readonly verdict: string;
  readonly truth: Truth;
  /** The rule and the plan, to be read. */
  readonly text: string;
}

/** Conditions that never hold, or always do. */
const settled: ReadonlySet<string> = new Set(["ORCH3726", "ORCH3727"]);

/** @returns `undefined` where there is too much to look at, or a condition in the plan never holds. */
export function casesOf(
  program: Program,
  rules: readonly Rule[],
  losses: boolean,
  denied?: Capability,
): readonly Case[] | undefined {
  const data = everyData(program);
  if (data === undefined) return undefined;
  const policies =
    denied === undefined
      ? []
      : [`policy d { on ${denied}  deny when now.time in 19:00..07:00 because "no" }`];
  const text = sourceOf(program, [...rules.map(ruleText), ...policies]);
  const plans = text.slice(text.indexOf("plan p"));
  const looked = look(text);
  const verdicts = looked.verdicts("m.p");
  // A check at a call may deny it, and denials are not played here: response rules are alone.
  const alone = rules.map((rule) =>
    rule.is === "followed" ? ruleText(rule) : "never unbook when args.n > 9",
  );
  const followed = rules.some(({ is }) => is === "followed")
    ? look(sourceOf(program, [...alone, ...policies])).verdicts("m.p")
    : undefined;
  if (verdicts === undefined) {
    const unexpected = looked.all.filter(({ code }) => code.startsWith("ORCH3") && !settled.has(code));
    if (unexpected.length > 0)
      throw new Error(`${text}\n${unexpected.map(({ message }) => message).join("\n")}`);
    return undefined;
  }
  const inOrder = tried(program, looked);
  const truths = truthsOf(inOrder, data, rules, {
    faults: true,
    losses,
    ...(denied === undefined ? {} : { denied }),
  });
  if (truths === undefined) return undefined;
  // A plan that is called can also be run by itself.
  const [, ...called] = plansOf(program);
  const byThemselves = called.map((plan) => aloneOf(plan, losses));
  const once = new Set([...truths.once, ...byThemselves.flatMap((each) => [...(each?.once ?? [])])]);
  const idempotent = new Set([
    ...truths.idempotent,
    ...byThemselves.flatMap((each) => [...(each?.idempotent ?? [])]),
  ]);
  const ofRules = rules.map((rule, at): Case => {
    const { obligations } = (rule.is === "followed" ? followed : undefined) ?? verdicts;
    const found = obligations.find(({ id }) => id.startsWith(`guardrail m.g${at} 0`));
    return {
      rule: rule.is,
      verdict: found?.verdict ?? "not listed",
      truth: truths.rules[at] ?? "never",
      text: `${ruleText(rule)}\n${plans}`,
    };
  });
  const refused = looked.all
    .filter(({ code }) => code === "ORCH4201")
    .map(({ span }) => text.slice(span.start, span.end));
  const owed = verdicts.obligations
    .filter(({ id, verdict }) => id.startsWith("standing ") && verdict === "checked")
    .map(({ nodes }) => (nodes[0] ?? "").replace(/^m\.\w+\//, "").replace(/^s\d+\.(?=s)/, ""));
  return [
    ...ofRules,
    ...standing(refused, once, plans, "refused"),
    ...standing(owed, idempotent, plans, "checked"),
  ];
}

/** With the plans of its goal in the order in which they are tried. */
function tried(program: Program, { analysis }: Looked): Program {
  const [first] = analysis.goals.get("m.wanted")?.alternatives ?? [];
  if (program.goal === undefined || first?.checked.name !== "m.second") return program;
  const [one, other] = program.goal;
  return { ...program, goal: [other, one] };
}

function aloneOf(plan: Plan, losses: boolean): Truths | undefined {
  const program: Program = { main: plan };
  const data = everyData(program);
  return data && truthsOf(program, data, [], { faults: true, losses });
}

/** One case a step whose effect is said to be left standing, or is: by its own name, or that of the call of its plan. */
function standing(
  said: readonly string[],
  left: ReadonlySet<string>,
  plans: string,
  verdict: "refused" | "checked",
): readonly Case[] {
  const isSaid = (place: string): boolean => place.split(">").some((part) => said.includes(part));
  const missed = [...left].filter((place) => !isSaid(place));
  const isLeft = (step: string): boolean => [...left].some((place) => place.split(">").includes(step));
  return [
    ...missed.map(
      (place): Case => ({ rule: "undo", verdict: "proved", truth: "refused", text: `${place}\n${plans}` }),
    ),
    ...said.map(
      (step): Case => ({
        rule: "undo",
        // An obligation may be listed that never comes to be owed; an error may not.
        verdict: isLeft(step) ? "refused" : verdict,
        truth: isLeft(step) ? "refused" : "proved",
        text: `${step}\n${plans}`,
      }),
    ),
  ];
}

export interface Tally {
  cases: number;
  /** Cases in which all runs agree, whatever the data. */
  decided: number;
  /** Decided, and yet left to be checked. */
  open: number;
}

export function isWrong({ verdict, truth }: Case): boolean {
  return verdict !== "checked" && truth !== "never" && verdict !== truth;
}
