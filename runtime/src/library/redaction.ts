/** Takes known values out of texts, in whatever form they were written into them. */
import type { Json } from "@orchlang/plan";
import { durationLiteral, moneyLiteral, numberDigits } from "@orchlang/plan/quantities";
import { limits } from "../limits.ts";
import { hidden } from "./mask.ts";

/** Below this many characters a value is found in every other text by chance. */
const lengthMin = 4;
/** Each line of a multi-line secret that has at least this length is searched for separately. */
const lineMin = 8;

/** Takes secrets out of every text that is given to it. */
export class Redaction {
  #known = new Set<string>();
  /** The texts to search for, by their first characters; the longest first. */
  #forms = new Map<string, string[]>();
  /** In a long-lived process, the oldest texts are dropped to make room. */
  #before: Redaction | undefined;

  /** From here on every leaf of these values is taken out. */
  add(values: readonly Json[]): void {
    for (const value of values) for (const text of textsOf(value)) this.#learn(text);
  }

  redacted(given: string): string {
    const text = this.#before === undefined ? given : this.#before.redacted(given);
    if (this.#forms.size === 0) return text;
    let redacted = "";
    let from = 0;
    for (let at = 0; at + lengthMin <= text.length; at++) {
      const result = this.#forms
        .get(text.slice(at, at + lengthMin))
        ?.find((form) => text.startsWith(form, at));
      if (result === undefined) continue;
      redacted += text.slice(from, at) + hidden("secret");
      from = at + result.length;
      at = from - 1;
    }
    return from === 0 ? text : redacted + text.slice(from);
  }

  #turn(): void {
    const before = new Redaction();
    before.#known = this.#known;
    before.#forms = this.#forms;
    this.#before = before;
    this.#known = new Set();
    this.#forms = new Map();
  }

  #learn(text: string): void {
    if (this.#known.has(text) || text.length < lengthMin) return;
    if (this.#known.size >= limits.secretsKnownMax) this.#turn();
    this.#known.add(text);
    for (const form of formsOf(text)) {
      const start = form.slice(0, lengthMin);
      const others = this.#forms.get(start) ?? [];
      if (start.length < lengthMin || others.includes(form)) continue;
      this.#forms.set(
        start,
        [...others, form].sort((one, other) => other.length - one.length),
      );
    }
  }
}

/** Texts by which the leaves of a value may stand somewhere: as they are, and as templates write them. */
function textsOf(value: Json): readonly string[] {
  if (typeof value === "string") {
    const lines = value.split(/\r?\n/u).filter((line) => line.length >= lineMin);
    return [value, value.trim(), ...(lines.length > 1 ? lines : [])];
  }
  if (typeof value === "number") return [String(value), numberDigits(value), durationLiteral(value)];
  if (typeof value !== "object" || value === null) return [];
  const own = moneyTexts(value);
  return [...own, ...Object.values(value).flatMap((each) => textsOf(each as Json))];
}

function moneyTexts(value: object): readonly string[] {
  const { amount, currency } = value as { readonly amount?: unknown; readonly currency?: unknown };
  return typeof amount === "string" && typeof currency === "string"
    ? [moneyLiteral({ amount, currency })]
    : [];
}

/** A text as it is, in JSON, percent-encoded, and in base64 at each place that it can have in a longer text. */
function formsOf(text: string): ReadonlySet<string> {
  const plain = text.toWellFormed();
  const inJson = JSON.stringify(text).slice(1, -1);
  const forms = [text, plain, inJson, inJson.replaceAll("/", "\\/"), encodeURIComponent(plain)];
  if (plain.length < 6) return new Set(forms);
  const bytes = Buffer.from(plain, "utf8");
  for (const before of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replaceAll("=", "");
    const skipped = Math.ceil((before * 8) / 6);
    const partial = ((before + bytes.length) * 8) % 6 === 0 ? 0 : 1;
    const core = whole.slice(skipped, whole.length - partial);
    forms.push(core, core.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return new Set(forms);
}
