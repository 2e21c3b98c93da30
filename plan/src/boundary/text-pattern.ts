import { RE2JS, RE2JSException } from "re2js";

/** Whether texts are as a pattern says. */
export interface TextPattern {
  test(text: string): boolean;
}

/**
 * An author's pattern: a regular expression as JavaScript reads it with the flag `u`, matched by an automaton and not by
 * trying, so that no text takes longer than in proportion to its length. Undefined: it is none, or one that only trying can
 * match: looking ahead or behind, referring back, counting beyond a thousand. (R. Cox, "Regular Expression Matching Can Be
 * Simple And Fast", 2007.)
 */
export function textPattern(pattern: string): TextPattern | undefined {
  try {
    const expression = new RegExp(pattern, "u");
    return RE2JS.compile(RE2JS.translateRegExp(expression).replace(scripts, "\\$<not>{$<script>}"));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RE2JSException) return undefined;
    throw error;
  }
}

/** `\p{Script=Greek}`, which RE2 calls `\p{Greek}`. */
const scripts = /\\(?<not>[pP])\{(?:Script|sc)=(?<script>\w+)\}/gu;
