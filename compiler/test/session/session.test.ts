import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TextChange } from "../../src/session/document.ts";
import { openSession } from "../../src/session/session.ts";
import { memoryHost } from "../compile-fixture.ts";
import { ownTexts } from "../texts.ts";
import { changeOf, type DrawnEdit, drawnEdit, undoing } from "./edits.ts";
import { freshly, path, program } from "./mutants.ts";

/*
 * After every change a session reports what the compiler reports of the same text read anew. `LAWS=10` tries ten times
 * as many changes, `SEED=random` others.
 */

const times = Number(process.env.LAWS ?? 1);
const programs = ownTexts();

/** Makes the changes one after another, and holds what is told after each against the text read anew. */
function follow(start: string, edits: readonly DrawnEdit[], undone: number): number {
  // Some keep what is large through some changes, some let go of it after each.
  const session = openSession(program, memoryHost({ [path]: start }), 1 + (undone % 3));
  const back: TextChange[] = [];
  let lively = 0;
  const make = (change: TextChange): void => {
    const before = session.text(path) ?? "";
    back.push(undoing(change, before));
    session.change(path, change);
    expect(session.diagnostics(path)).toEqual(freshly(session.text(path) ?? ""));
    if (session.isLive) lively += 1;
  };
  for (const edit of edits) make(changeOf(edit, session.text(path) ?? ""));
  for (const change of back.toReversed().slice(0, undone)) {
    // What was put in may have been composed with what stood around it: then there is no way back.
    if (change.end <= (session.text(path) ?? "").length) make(change);
  }
  return lively;
}

/** A tool whose parts many look at, each at others: its defaults, what it takes, gives, costs and ensures. */
const looked = `module m

type Parcel { weight: Int in 1..40, price: Money }
tool weigh(id: String, most: Int in 1..40 = 20, fee: Money = $2, twice: Bool = false) -> Parcel {
  effect idempotent
  cost <= fee + $1 * most
  latency <= 10s
  ensures result.weight <= most
  fails jammed
  undo put_back(most: most)
}
tool put_back(most: Int = 3) { effect idempotent  cost <= $0.5  latency <= 5s }
goal weighed(id: String, most: Int in 1..40 = 7) -> Parcel {
  success "light enough" when result.weight <= most
  budget cost <= $90
}
plan by_hand(id: String, most: Int in 1..40) -> Parcel achieves weighed {
  step parcel = weigh(id, most)
  return parcel
}
plan twice(id: String) -> Int {
  step first = weigh(id)
  step second = weigh(id, most: 30, fee: $5) { retry 2  timeout 30s } else when error == jammed { return 40 }
  step third = weighed(id)
  when first.weight > 15 { return 50 }
  return first.weight + second.weight + third.weight
}
guardrail little { at most 4 weigh per 1h  cost <= $300 }
policy dear { on weigh  deny when args.most > 35 because "too heavy"  limit 20 per 1h by args.fee }
scenario "it is weighed" for twice {
  given id = "a"
  answer weigh with { weight: 3, price: $4 }
  expect first.weight == 3
}
`;

/** What is refused is told with where it is declared, be that moved by what stands above it. */
const handed = `module m

role clerk trust internal
tool post(text: String) {
  effect idempotent
  latency <= 1s
  clearance internal
  at cloud
}
human sign(text: String) -> Bool { ask clerk  latency <= 1h }
plan tell(name: String @personal) {
  step posted = post(name)
  step signed = sign(name)
}
`;

/** Rules by a tag look at all that bear it, and at what those take. */
const tagged = `module m

tool look(n: Int) -> Int { effect pure  latency <= 1s  tags reading }
service send(text: String) { effect idempotent  latency <= 1s  tags outgoing }
guardrail few { at most 3 tagged outgoing }
policy short { on tagged outgoing  deny when args.text == "" because "nothing" }
`;

const places: readonly DrawnEdit["does"][] = ["number", "number", "number", "borrow", "rename", "double"];

describe("a session tells what the text read anew tells", () => {
  test("of a default, to whoever relies on it and nobody else", () => {
    const session = openSession(program, memoryHost({ [path]: looked }));
    for (const most of ["10", "20", "41", "31"]) {
      const text = session.text(path) ?? "";
      const start = text.indexOf("= ", text.indexOf("most: Int in 1..40 =")) + 2;
      session.change(path, { start, end: text.indexOf(",", start), text: most });
      expect(session.diagnostics(path)).toEqual(freshly(session.text(path) ?? ""));
      expect(session.diagnostics(path).length > 0).toBe(most === "10" || most === "41");
    }
  });

  test.each([
    ["latency <= 1s", "latency <= 100s", true],
    ["latency <= 1h", "latency\n  <= 1h", true],
    ["clearance internal", "clearance personal", true],
    ["clearance internal", "clearance public", true],
    ["clerk trust internal", "clerk trust personal", true],
    ["ask clerk  latency <= 1h", "latency <= 1h  ask clerk", true],
    ["at cloud", "at edge", true],
    ["name: String @personal", "name: String", false],
  ])("of what may be handed to whom: %s becomes %s", (before, after, isRefused) => {
    const session = openSession(program, memoryHost({ [path]: handed }));
    expect(session.diagnostics(path)).not.toEqual([]);
    for (const [from, to] of [
      [before, after],
      [after, before],
    ] as const) {
      const start = (session.text(path) ?? "").indexOf(from);
      session.change(path, { start, end: start + from.length, text: to });
      const now = session.text(path) ?? "";
      const told = session.diagnostics(path);
      expect(told).toEqual(freshly(now));
      expect(told.some(({ code }) => code.startsWith("ORCH35"))).toBe(isRefused || to === before);
    }
  });

  test.each([
    ["tags outgoing", "tags outgone", ["ORCH3810", "ORCH3810"]],
    ["tags outgoing", "", []],
    ["tags reading", "tags reading, outgoing", []],
    ["send(text:", "send(body:", ["ORCH3801"]],
    ["send(text: String) {", "send(text: String) ", ["ORCH0118"]],
  ])("of what is tagged: %s becomes %s", (before, after, codes) => {
    const session = openSession(program, memoryHost({ [path]: tagged }));
    expect(session.diagnostics(path)).toEqual([]);
    const start = tagged.indexOf(before);
    session.change(path, { start, end: start + before.length, text: after });
    const told = session.diagnostics(path);
    expect(told).toEqual(freshly(session.text(path) ?? ""));
    expect(told.map(({ code }) => code)).toEqual(codes);
    session.change(path, { start, end: start + after.length, text: before });
    expect(session.diagnostics(path)).toEqual([]);
  });

  test(
    "after changes of what many look at",
    () => {
      const edit = fc.record({ does: fc.constantFrom(...places), at: fc.nat(), other: fc.nat() });
      let lively = 0;
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), fc.nat({ max: 5 }), (edits, undone) => {
          lively += follow(looked, edits, undone);
        }),
        { numRuns: 25 * times },
      );
      expect(lively).toBeGreaterThan(25 * times);
    },
    120_000 * times,
  );

  test(
    "after changes of every kind, and after undoing them",
    () => {
      let lively = 0;
      fc.assert(
        fc.property(
          fc.constantFrom(...programs),
          fc.array(drawnEdit, { minLength: 1, maxLength: 6 }),
          fc.nat({ max: 6 }),
          (text, edits, undone) => {
            lively += follow(text, edits, undone);
          },
        ),
        { numRuns: 25 * times },
      );
      expect(lively).toBeGreaterThan(25 * times);
    },
    120_000 * times,
  );
});
