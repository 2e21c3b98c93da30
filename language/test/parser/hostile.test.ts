import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "../../src/parser/parse.ts";
import { createSourceFile } from "../../src/source/source-file.ts";
import { corpusMistakes, corpusPrograms, isSyntax, naughtyStrings } from "../programs.ts";
import { holdsAsName, holdsAsString, holdsMistake } from "./holds.ts";

/* Whatever comes in: a tree and diagnostics, never a throw, never a hang. */

const program = `/// A shop.
module shop.orders

import std.people { Approval }

type Order { id: String, total: Money, lines: [String] size 1..50 }

service charge(order: Order) -> { receipt: String } {
  effect  once
  cost    <= $0.10
  latency <= 5s
  undo    refund(receipt: result.receipt)
}

plan sell(order: Order) -> String {
  step paid = charge(order) { timeout 10s  retry 2 backoff 1s..30s } else when error == declined {
    yield { receipt: "none \${order.id ?? "unknown"}" }
  }
  when order.total > $100 and not (order.lines.size in 1..3) {
    step sure = approve(order)
    return paid.receipt
  } else {
    fail "too small: \${order.total}"
  }
}

scenario "all is well" for sell {
  given  order = { id: "o", total: $3, lines: ["a"] }
  fault  charge fails transient "busy" times 2
  expect completed
}
`;

function read(text: string) {
  return parse(createSourceFile("hostile.orch", text));
}

test("the program itself is right", () => {
  expect(read(program).diagnostics).toEqual([]);
});

test("cut off after every character", () => {
  for (let end = 0; end < program.length; end += 1) {
    const { file, diagnostics } = read(program.slice(0, end));
    expect(file.kind).toBe("file");
    for (const { span } of diagnostics) expect(span.end).toBeLessThanOrEqual(end + 1);
  }
});

test("a broken declaration costs only itself", () => {
  for (const kind of ["type", "service", "plan", "scenario"]) {
    const broken = program.replace(`\n${kind} `, `\n${kind} ( `);
    const { file, diagnostics } = read(broken);
    expect(diagnostics).toHaveLength(1);
    expect(
      file.declarations.filter((declaration) => declaration.kind !== "brokenDeclaration").length,
    ).toBeGreaterThanOrEqual(3);
  }
});

const words = program.split(/(\s+)/);

test("words dropped, doubled and swapped", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(words.length - 2), fc.constantFrom("drop", "double", "swap")), {
        minLength: 1,
        maxLength: 4,
      }),
      (edits) => {
        const edited = [...words];
        for (const [at, edit] of edits) {
          if (edit === "drop") edited[at] = "";
          else if (edit === "double") edited[at] = `${edited[at]} ${edited[at]}`;
          else [edited[at], edited[at + 1]] = [edited[at + 1] ?? "", edited[at] ?? ""];
        }
        expect(read(edited.join("")).file.kind).toBe("file");
      },
    ),
    { numRuns: 300 },
  );
});

test("characters of any kind", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      expect(read(text).file.kind).toBe("file");
      expect(read(`module a.b\n${text}`).file.kind).toBe("file");
    }),
    { numRuns: 300 },
  );
});

test("ten thousand nested brackets are one mistake", () => {
  for (const [open, close] of [
    ["(", ")"],
    ["[", "]"],
    ["{ a: ", "}"],
  ] as const) {
    const text = `module m.a\nplan p() -> Int { return ${open.repeat(10_000)}1${close.repeat(10_000)} }\n`;
    expect(read(text).diagnostics).toHaveLength(1);
  }
});

test("a line of five megabytes", () => {
  const text = `module m.a\n${"type A = Int  ".repeat(360_000)}`;
  expect(read(text).file.declarations.length).toBeGreaterThan(300_000);
});

test("an empty file says what is missing", () => {
  const [only, ...others] = read("").diagnostics;
  expect(only?.message).toContain("module");
  expect(others).toEqual([]);
});

test("line ends, a byte order mark and decomposed letters make no difference", () => {
  const trees = [program, program.replaceAll("\n", "\r\n"), `\uFEFF${program}`, program.normalize("NFD")].map(
    (text) => read(text).file,
  );
  for (const tree of trees) expect(tree).toEqual(trees[0]);
});

describe("naughty strings", () => {
  test.each([
    ["as a string they come back as they went in", holdsAsString],
    ["as a name they are a name or a mistake", holdsAsName],
  ])("%s", (_, holds) => {
    for (const string of naughtyStrings) holds(string);
  });
});

describe("programs and mistakes", () => {
  test.each(corpusPrograms)("$name parses", ({ text }) => {
    expect(read(text).diagnostics).toEqual([]);
  });

  test.each(corpusMistakes)("$name parses, or says why on its line", (mistake) => {
    holdsMistake(mistake.text, isSyntax(mistake));
  });
});
