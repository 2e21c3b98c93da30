import { wholeLabel } from "@orchlang/checker/labels";
import { sinkCheck, understand } from "@orchlang/checker/testing";
import { compileText } from "@orchlang/compiler/testing";
import type { Diagnostic } from "@orchlang/language";
import type { Confidentiality } from "@orchlang/plan";
import { describe, expect, test } from "vitest";

const around = `
  type Contact { address: Email @personal, notes: String @untrusted }
  c: Contact
  page: String @untrusted
  key: String @secret
  n: Int
`;

/** The refusals for an expression at a sink. */
function refused(text: string, clearance: Confidentiality, trusted = false): readonly Diagnostic[] {
  const typed = understand(text, around);
  return sinkCheck(
    { label: wholeLabel(typed), says: "`text`", file: "test.orch", span: typed.span, type: typed.type },
    {
      says: "`post`",
      clearance,
      trusted,
      declared: () => ({ file: "test.orch", span: { start: 1, end: 2 } }),
    },
  );
}

const told = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.flatMap(({ code, message, notes, labels }) => [
    `${code} ${message}`,
    ...notes,
    ...labels.map((label) => `- ${label.message}`),
  ]);

describe("a sink takes what it is cleared for (rule 50)", () => {
  test.each([
    ["n", "internal"],
    ['"text"', "public"],
    ["c", "personal"],
    ["key", "secret"],
    ["page", "internal"],
  ] as const)("%s goes to %s", (text, clearance) => expect(refused(text, clearance)).toEqual([]));

  test("what is too personal is refused, with the field that makes it so", () => {
    expect(told(refused("c", "internal"))).toEqual([
      "ORCH3501 `text` is personal, but `post` is cleared for internal only.",
      "Its personal part is `address`.",
      "- cleared for internal",
    ]);
  });

  test("what became part of something else is refused with its way", () => {
    expect(told(refused(`"to \${c.address}"`, "public"))).toEqual([
      "ORCH3501 `text` is personal, but `post` is cleared for public only.",
      "- `c.address` is personal",
      "- cleared for public",
    ]);
  });

  test("what strangers wrote is refused where trust is asked", () => {
    expect(told(refused("page", "internal", true))).toEqual([
      "ORCH3502 `text` is untrusted, but `post` accepts nothing that a stranger or a model wrote.",
      "- `page` is untrusted",
      "- has to be trusted",
    ]);
  });

  test("both at once are two things to say", () => {
    expect(refused("c", "internal", true).map(({ code }) => code)).toEqual(["ORCH3501", "ORCH3502"]);
  });
});

test("an argument that is too personal by itself is not told with the conditions around its call", () => {
  const { diagnostics } = compileText(`module m
type Order { id: String, email: Email @personal }
llm judge(text: String) -> { fraud: Bool } { effect pure  cost <= $1  latency <= 2s  prompt "Sort \${text}" }
service find(id: String) -> Order? { effect pure  latency <= 2s }
service pay(order: Order) { effect idempotent  latency <= 2s  irreversible because "sent" }
plan p(id: String) {
  step order = find(id: id)
  step verdict = judge(text: id)
  when order is some and not verdict.fraud { step paid = pay(order: order) }
}
`);
  expect(told(diagnostics)).toEqual([
    "ORCH3501 `order` of `pay` is personal, but `pay` is cleared for internal only.",
    "Its personal part is `email`.",
    "- cleared for internal",
  ]);
});

describe("a call that hands over more than one thing", () => {
  const program = (call: string): string => `module m
service post(text: String, to: String, token: String) { effect idempotent  latency <= 1s }
service ask(text: String, by: String trusted) { effect idempotent  latency <= 1s  clearance personal }
plan p(name: String @personal, town: String @personal, key: String @secret, page: String @untrusted) {
  step s = ${call}
}
`;
  const errors = (call: string): readonly Diagnostic[] =>
    compileText(program(call)).diagnostics.filter(({ severity }) => severity === "error");

  test("lacks one clearance, and is told once", () => {
    const [error, ...others] = errors('post(text: name, to: town, token: "t")');
    expect(others).toEqual([]);
    expect(told([error as Diagnostic])).toEqual([
      "ORCH3501 `text` of `post` is personal, but `post` is cleared for internal only.",
      "- `name` is declared @personal",
      "- cleared for internal",
      "- and this",
    ]);
    expect(error?.help).toContain("`clearance personal` at `post`");
    expect(errors("post(text: name, to: town, token: key)")).toHaveLength(1);
  });

  test("is told of each call, and of what is too personal beside what is not trusted", () => {
    expect(told(errors("ask(text: key, by: page)"))).toMatchObject(
      [/^ORCH3501/u, /^/u, /^/u, /^ORCH3502/u, /^/u, /^/u].map((way) => expect.stringMatching(way)),
    );
  });
});
