import { patchOf } from "../build/patch.ts";
import type { Improvement } from "./improve.ts";

/** How one model has answered one capability, as the scoreboard counts it. Shares with their 95 % intervals. */
export interface Answers {
  readonly capability: string;
  /** Its name in `orch.json`. */
  readonly model: string;
  readonly tries: number;
  readonly succeeded: number;
  readonly success: { readonly share: number; readonly low: number; readonly high: number };
}

/** Fewer answers of a model say too little. */
const triesMin = 20;

/**
 * A route that ought to be another: of two models that may answer the same question, the one that answers better comes
 * first. Only the order of the settings changes, so no bound, label or role does; where the project orders by something
 * else than the file, nothing is proposed.
 */
export function betterRoutes(
  file: string,
  text: string,
  answers: readonly Answers[],
): readonly Improvement[] {
  const settings = modelSettings(text);
  if (settings === undefined) return [];
  const known = new Map(settings.map((member) => [member.name, member]));
  const improvements: Improvement[] = [];
  for (const better of answers)
    for (const worse of answers) {
      const [to, from] = [known.get(worse.model), known.get(better.model)];
      if (to === undefined || from === undefined || to.start >= from.start) continue;
      if (!isClearlyBetter(better, worse) || isContradicted(answers, better.model, worse.model)) continue;
      if (improvements.some(({ step }) => step === stepOf(better.model))) continue;
      const changed = movedBefore(text, settings, from, to);
      const short = better.capability.slice(better.capability.lastIndexOf(".") + 1);
      const because = `${better.model} has answered ${short} well ${better.succeeded} of ${better.tries} times (${percent(better)}), ${worse.model} ${worse.succeeded} of ${worse.tries} times (${percent(worse)}), and ${worse.model} is asked first.`;
      const patch = patchOf(file, text, changed);
      improvements.push({ file, text: changed, step: stepOf(better.model), because, patch, worst: [] });
    }
  return improvements;
}

function stepOf(model: string): string {
  return `models.${model}`;
}

function percent({ success: { low, high } }: Answers): string {
  return `${Math.round(low * 100)} to ${Math.round(high * 100)} %`;
}

/** The intervals do not touch. */
function isClearlyBetter(one: Answers, other: Answers): boolean {
  if (one.capability !== other.capability || one.tries < triesMin || other.tries < triesMin) return false;
  return one.success.low > other.success.high;
}

/** Another question shows the opposite. */
function isContradicted(answers: readonly Answers[], better: string, worse: string): boolean {
  return answers.some(
    (one) =>
      one.model === worse && answers.some((other) => other.model === better && isClearlyBetter(one, other)),
  );
}

/** A member of the settings, from its name to the end of its value. */
interface Member {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The members of `models.models`, where their order decides. */
function modelSettings(text: string): readonly Member[] | undefined {
  let models: unknown;
  try {
    ({ models } = JSON.parse(text) as { readonly models?: unknown });
  } catch {
    return undefined;
  }
  if (typeof models !== "object" || models === null) return undefined;
  if (((models as { readonly prefer?: unknown }).prefer ?? "order") !== "order") return undefined;
  const outer = membersAt(text, text.indexOf("{")).find(({ name }) => name === "models");
  const inner = outer && membersAt(text, insideOf(text, outer)).find(({ name }) => name === "models");
  return inner && membersAt(text, insideOf(text, inner));
}

/** Where the value of a member begins. */
function insideOf(text: string, { start, name }: Member): number {
  return text.indexOf("{", start + JSON.stringify(name).length);
}

/** The members of the object that begins there, of JSON that is known to be valid. */
function membersAt(text: string, open: number): readonly Member[] {
  const members: Member[] = [];
  let depth = 0;
  let begun: number | undefined;
  for (let at = open; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') {
      const end = endOfText(text, at);
      if (depth === 1) begun ??= at;
      at = end;
    } else if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") depth -= 1;
    const isOver = depth === 0 || (depth === 1 && sign === ",");
    if (isOver && begun !== undefined) {
      const end = text.slice(begun, at).trimEnd().length + begun;
      const name = JSON.parse(text.slice(begun, endOfText(text, begun) + 1)) as string;
      members.push({ name, start: begun, end });
      begun = undefined;
    }
    if (depth === 0) break;
  }
  return members;
}

function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

function movedBefore(text: string, members: readonly Member[], from: Member, to: Member): string {
  const last = members[members.indexOf(from) - 1] ?? to;
  const between = text.slice(last.end, from.start);
  return (
    text.slice(0, to.start) +
    text.slice(from.start, from.end) +
    between +
    text.slice(to.start, last.end) +
    text.slice(from.end)
  );
}
