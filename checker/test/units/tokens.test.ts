import { check } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";
import { checked } from "../declarations/checked.ts";

/** Without places, and without how a number was written. */
function told(value: unknown): string {
  return JSON.stringify(value, (key, part) => {
    if (part instanceof Map) return [...part];
    return ["start", "end", "says"].includes(key) ? 0 : part;
  }).replaceAll(',"says":0', "");
}

describe("a whole number where tokens are wanted", () => {
  test("is a number of tokens", () => {
    const program = (limit: string) =>
      checked(`module m
llm write(t: String) -> String { tokens <= ${limit}  latency <= 5s  prompt "\${t}" }
goal g(t: String) -> String { budget tokens <= ${limit} }
guardrail cheap : llm blocking { tokens <= ${limit} }
plan p(t: String, most: Tokens = ${limit}) -> String { when most > 5 { step a = write(t) }  return t }
`);
    expect(told(program("1_000"))).toBe(told(program("1000 tokens")));
  });

  test("compares with tokens on either side", () => {
    check(`module m
plan p(used: Tokens) -> Bool { return used <= 1_000 and 50 < used }
`);
  });

  test("is none where it has a fraction, stands for another quantity, or was computed", () => {
    check(`module m
llm write(t: String, n: Int) -> String { tokens <= 1.5  latency <= 5s  prompt "\${t}" }
                                                   ^^^ error[ORCH3103] \`1.5\` is a plain number, but a \`tokens\` is \`Tokens\`.
llm draw(t: String, n: Int) -> String { tokens <= n  latency <= 5  prompt "\${t}" }
                                                  ^ error[ORCH3103] \`n\` is a plain number, but a \`tokens\` is \`Tokens\`.
                                                                ^ error[ORCH3103] \`5\` is a plain number, but a \`latency\` is a \`Duration\`.
plan p(used: Tokens, e: Energy) -> Bool { return e <= 1_000 }
                                                      ^^^^^ error[ORCH3102] \`e\` is \`Energy\` and \`1_000\` is an \`Int\`: these can't be compared.
guardrail none_left : llm blocking { tokens <= -5 }
                                               ^^ error[ORCH3103] \`-5\` is a plain number, but a limit of \`tokens\` is \`Tokens\`.
`);
  });
});
