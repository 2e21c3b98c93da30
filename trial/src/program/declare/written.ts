import type { Capability, Draft, Parameter } from "../draft.ts";
import { type Label, labelText, typeText } from "../types.ts";

/* Capabilities as they are written. */

export function declaration(
  { kind, name, params, result }: Capability,
  label: Label,
  clauses: readonly string[],
): string {
  const gives = result === undefined ? "" : ` -> ${typeText(result)}${labelText(label)}`;
  const head = `${kind} ${name}(${params.map(parameterText).join(", ")})${gives}`;
  const written = clauses.filter((one) => one !== "");
  // By the name, not by the dice: what else a seed draws stays as it was.
  const brief = /[13579]$/u.test(name) ? briefOf(written) : [];
  const braced = written.filter((one) => !brief.includes(one));
  const short = brief.map((one) => ` ${one.replace(/^(?:effect|latency) /u, "")}`).join("");
  return `${head}${short}${braced.length === 0 && brief.length > 0 ? "" : ` { ${braced.join("  ")} }`}`;
}

/** The clauses that may stand before the braces. */
function briefOf(clauses: readonly string[]): readonly string[] {
  const effect = clauses.find((one) => /^effect \w+$/u.test(one));
  const latency = clauses.find((one) => /^latency <= /u.test(one) && !/ at least /u.test(one));
  return effect === undefined ? [] : latency === undefined ? [effect] : [effect, latency];
}

export function parameterText({ name, type, label, trusted, otherwise }: Parameter): string {
  const by = otherwise === undefined ? "" : ` = ${otherwise}`;
  return `${name}: ${typeText(type)}${labelText(label)}${trusted === false ? "" : trusted === true ? " trusted" : " trusted value"}${by}`;
}

export function tagsFor(draft: Draft): readonly string[] {
  const { dice, tags } = draft;
  if (!dice.chance(0.15)) return [];
  if (tags.length === 0 || dice.chance(0.3)) tags.push(draft.fresh("tag"));
  return [dice.one(tags)];
}
