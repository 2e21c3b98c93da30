import type { Suspicion } from "./piece.ts";

/** Gaps in patterns are short, so that a hostile text takes linear time. */
const patterns: readonly (readonly [Suspicion, RegExp])[] = [
  [
    "hidden_characters",
    /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u,
  ],
  [
    "overrides_instructions",
    /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules?|directions?|guidelines|above|everything)\b/isu,
  ],
  [
    "overrides_instructions",
    /\b(?:new|updated|real|actual) (?:instructions?|task|system prompt)\b|\bfrom now on,? you\b|\byou are now\b|\byou must now\b/iu,
  ],
  [
    "overrides_instructions",
    /\bdo not (?:tell|inform|mention|reveal|show)\b.{0,40}\b(?:user|anyone|anybody|human|operator)\b/isu,
  ],
  ["poses_as_a_role", /^[ \t>*#]{0,20}(?:system|assistant|developer)[ \t]{0,5}:/imu],
  [
    "poses_as_a_role",
    /<\|[^|\n]{1,40}\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|assistant|developer|instructions?)>/iu,
  ],
  [
    "asks_for_secrets",
    /\b(?:reveal|print|repeat|send|output|show)\b.{0,40}\b(?:system prompt|api keys?|passwords?|secrets?|credentials?|tokens?)\b/isu,
  ],
];

/**
 * Why a text may be an instruction to the model that reads it; `undefined`: nothing known was found. It finds usual
 * attacks in English, and no clever one: the label `@untrusted` holds, not this.
 */
export function suspicionOf(text: string): Suspicion | undefined {
  return patterns.find(([, pattern]) => pattern.test(text))?.[0];
}

const hidden = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** Without characters that people do not see and models read. */
export function withoutHidden(text: string): string {
  return text.replace(hidden, "");
}
