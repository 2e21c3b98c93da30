import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";
import { grammar } from "../grammar.mjs";

let loaded: IGrammar;

beforeAll(async () => {
  const path = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
  await oniguruma.loadWASM(new Uint8Array(readFileSync(path)).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(JSON.stringify(grammar), "orch.json")),
  });
  loaded = (await registry.loadGrammar("source.orch")) as IGrammar;
});

/** Each word of a text with the innermost of what the grammar calls it. */
function scopesOf(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let stack = textmate.INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = loaded.tokenizeLine(line, stack);
    stack = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const word = line.slice(startIndex, endIndex).trim();
      if (word !== "") found[word] = scopes.at(-1) ?? "";
    }
  }
  return found;
}

test.each([
  ["module a.b", { module: "keyword.control.import.orch", "a.b": "entity.name.namespace.orch" }],
  ["tool send(to: Email) -> Receipt {", { tool: "storage.type.orch", send: "entity.name.function.orch" }],
  ["type Job = { id: String }", { type: "storage.type.orch", Job: "entity.name.type.orch" }],
  ["  step sent = send(draft)", { step: "keyword.declaration.orch", sent: "variable.other.definition.orch" }],
  ["  cost <= $0.03", { "$0.03": "constant.numeric.money.orch", cost: "keyword.other.orch" }],
  ["  latency <= 45s", { 45: "constant.numeric.orch", s: "keyword.other.unit.orch" }],
  ["  until 2026-12-01T10:00Z", { "2026-12-01T10:00Z": "constant.numeric.date.orch" }],
  [
    "  when review.granted and true {",
    {
      when: "keyword.control.orch",
      granted: "variable.other.property.orch",
      and: "keyword.operator.word.orch",
      true: "constant.language.orch",
    },
  ],
  ["to: Email @personal", { "@personal": "storage.modifier.label.orch", Email: "support.type.orch" }],
  ["/// what it is for", { "/// what it is for": "comment.line.documentation.orch" }],
])("%s", (text, scopes) => {
  expect(scopesOf(text)).toMatchObject(scopes);
});

test("in a text, what is put in is code, and braces in it are no end", () => {
  const found = scopesOf(`let a = "of \${match k { a: 1, else: 2 }} and"`);
  expect(found.match).toBe("keyword.control.orch");
  expect(found.and).toBe("string.quoted.double.orch");
});

test("a text that is not closed ends with its line", () => {
  expect(scopesOf('let a = "open\nplan p() {').plan).toBe("storage.type.orch");
});
