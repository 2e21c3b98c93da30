import { describe, expect, test } from "vitest";
import { showType } from "../../src/3-check/types/show.ts";
import { world } from "../expressions/understand.ts";

/** The type of a text, or its mistakes. */
function resolved(text: string, around = ""): string {
  const { type, diagnostics } = world(around);
  const { type: found, labels } = type(text);
  if (diagnostics.length > 0) return diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n");
  return [showType(found), ...labels.map((label) => `@${label}`)].join(" ");
}

const around = [
  "type Mood = happy | sad",
  "type Address = Email @personal",
  "type Job { id: String, status: ok | bad, owner: Address }",
  "type Small = Int in 1..10",
].join("\n");

describe("a type is what it says", () => {
  const table: Readonly<Record<string, string>> = {
    Int: "Int",
    "Int in 1..10": "Int in 1..10",
    "Int in -5..5": "Int in -5..5",
    "Float in 0..0.5": "Float in 0..0.5",
    "Ratio in 0%..100%": "Ratio in 0..1",
    Small: "Int in 1..10",
    "Small in 5..20": "Int in 5..10",
    Money: "Money<USD>",
    "Money<EUR>": "Money<EUR>",
    Power: "Power",
    Speed: "Speed",
    TemperatureDifference: "TemperatureDifference",
    "[Job] size 1..50": "[Job] size 1..50",
    "[Job?]": "[Job?]",
    "[Email @personal]": "[Email] @personal",
    Address: "Email @personal",
    "Address @untrusted": "Email @personal @untrusted",
    Mood: "Mood",
    "a | b": "a | b",
    "{ a: Int, b: String? }": "{ a: Int, b: String? }",
    "Map<String, Int>": "Map<String, Int>",
    "Map<Mood, Int>": "Map<Mood, Int>",
    "Done<Job>": "Done<Job>",
    'String matching "[a-z]+"': 'String matching "[a-z]+"',
    "Json?": "Json?",
  };
  for (const [text, says] of Object.entries(table)) {
    test(text, () => expect(resolved(text, around)).toBe(says));
  }
});

describe("what is wrong with a type is told once", () => {
  const table: Readonly<Record<string, string>> = {
    Jbo: "ORCH3001 There is no type `Jbo`.",
    string: "ORCH3001 There is no type `string`.",
    "[Jbo]": "ORCH3001 There is no type `Jbo`.",
    "Int in 10..1": "ORCH3219 This range is empty: it starts at `10` and ends at `1`.",
    "Int in 1..x": "ORCH3013 A type's bounds have to be known before the run.",
    "Int in 1..2.5": "ORCH3002 `2.5` is a `Float`, but this bound is an `Int`.",
    "Duration in 1..5": "ORCH3103 `1` is a plain number, but this bound is a `Duration`.",
    "String in 1..5": "ORCH3015 `in` restricts numbers and quantities; this is a `String`.",
    "[Int] size 5..1": "ORCH3219 This range is empty: it starts at `5` and ends at `1`.",
    "[Int] size -1..5": "ORCH3004 `-1` is not in at least 0: a size is an `Int in at least 0`.",
    'String matching "["': "ORCH3016 This regular expression can't be used.",
    'Int matching "a"': "ORCH3017 `matching` restricts texts; this is an `Int`.",
    "Map<Int, Int>": "ORCH3019 A map's keys are texts or members, not an `Int`.",
    "Money<Euro>": "ORCH3115 `Euro` is no currency.",
    "Email @privat": "ORCH3503 There is no label `@privat`.",
    "{ a: Int, a: String }": "ORCH3012 `a` is declared twice.",
    "a | b | a": "ORCH3012 `a` is declared twice.",
    '{ a: Int = "x" }': 'ORCH3002 `"x"` is a `String`, but field `a` is an `Int`.',
  };
  for (const [text, says] of Object.entries(table)) {
    test(text, () => expect(resolved(text, around).split("\n")[0]).toBe(says));
  }

  test("a misspelt type has a suggestion, and a fix that is not made unseen", () => {
    const { type, diagnostics } = world(around);
    type("Jbo");
    expect(diagnostics[0]).toMatchObject({ label: "did you mean `Job`?", fixes: [{ safe: false }] });
  });

  test("a type of another language is translated", () => {
    const { type, diagnostics } = world();
    type("boolean");
    expect(diagnostics[0]?.label).toBe("did you mean `Bool`?");
  });
});

describe("enums", () => {
  test("one that a declaration holds is named after both, one written elsewhere after its place", () => {
    const { type } = world(around);
    const job = type("Job").type;
    const status = job.kind === "record" ? job.fields[1]?.type : undefined;
    expect(status).toMatchObject({ name: "t.Job.status", inline: true });
    expect(type("Mood").type).toEqual({ kind: "enum", name: "t.Mood", members: ["happy", "sad"] });
    expect(type("{ status: ok | bad }").type).toMatchObject({ fields: [{ type: { name: "it.status" } }] });
  });
});

describe("a type that holds itself is told once, with its way", () => {
  const table: Readonly<Record<string, string>> = {
    "type A { a: A }": "A value of `A` would be infinite: `A` holds `A`.",
    "type A { b: [B] }\ntype B { a: A? }": "A value of `A` would be infinite: `A` holds `B` holds `A`.",
    "type A { b: B, c: C }\ntype B { a: A }\ntype C { a: A }":
      "A value of `A` would be infinite: `A` holds `B` holds `A`.",
    "type A = B\ntype B = C\ntype C = A":
      "A value of `A` would be infinite: `A` holds `B` holds `C` holds `A`.",
  };
  for (const [declarations, says] of Object.entries(table)) {
    test(declarations.replaceAll("\n", "; "), () => {
      const { type, diagnostics } = world(declarations);
      type("A");
      type("A");
      expect(diagnostics.map(({ message }) => message)).toEqual([says]);
    });
  }
});
