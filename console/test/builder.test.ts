import { outlineOf } from "@orchlang/editing/build";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  begun,
  done,
  doneAll,
  type Files,
  type History,
  redone,
  undone,
} from "../src/views/builder/history.ts";
import { difference } from "../src/views/builder/open-program.ts";
import { blockAt, endOf, pathOf, placeOf, statementAt } from "../src/views/builder/places.ts";

/* The builder's logic that needs no browser. */

type Step = { readonly path: string; readonly text: string; readonly typing: boolean } | "undo" | "redo";

const step = fc.oneof(
  fc.record({ path: fc.constantFrom("a", "b"), text: fc.string({ maxLength: 2 }), typing: fc.boolean() }),
  fc.constant("undo" as const),
  fc.constant("redo" as const),
);

const applied = (history: History, one: Step): History =>
  one === "undo"
    ? undone(history)
    : one === "redo"
      ? redone(history)
      : done(history, one.path, one.text, one.typing ? one.path : undefined);

const first: Files = new Map([
  ["a", ""],
  ["b", ""],
]);

test("undo brings back the text before a step, and redo the one behind it, whatever was done before", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.string(), (steps, text) => {
      const before = steps.reduce(applied, begun(first));
      const after = done(before, "a", text);
      if (after === before) return;
      expect(undone(after).now).toBe(before.now);
      expect(redone(undone(after)).now).toBe(after.now);
      expect(after.future).toEqual([]);
      let all = after;
      while (all.past.length > 0) all = undone(all);
      expect(all.now).toBe(first);
    }),
  );
});

test("typing on in one file is one step; an action and another file begin a new one", () => {
  const typed = [..."abc"].reduce((now, _, at) => done(now, "a", "abc".slice(0, at + 1), "a"), begun(first));
  expect(typed.past).toHaveLength(1);
  const acted = done(typed, "a", "done");
  const elsewhere = done(done(acted, "a", "done!", "a"), "b", "x", "b");
  expect(elsewhere.past).toHaveLength(4);
  expect(undone(elsewhere).now.get("a")).toBe("done!");
  expect(undone(doneAll(typed, new Map([["a", "z"]]))).now).toBe(typed.now);
});

test("the difference of two texts makes one of the other", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (before, now) => {
      const { start, end, text } = difference(before, now);
      expect(before.slice(0, start) + text + before.slice(end)).toBe(now);
    }),
  );
});

test("a place on the canvas leads to its block or statement", () => {
  const [plan] = outlineOf(
    "module m plan p() {\n  when a { wait 1m } else { wait 2m  wait 3m }\n  return x\n  finally { wait 4m }\n}",
  ).declarations;
  expect(statementAt(plan, "0.0.1.1")?.head).toBe("wait 3m");
  expect(blockAt(plan, "0.0.1")?.label).toBe("else");
  expect(blockAt(plan, "1")?.label).toBe("finally");
  expect(statementAt(plan, "0.7")).toBeUndefined();
  expect(placeOf("0.0.1.1")).toEqual({ block: "0.0.1", index: 1 });
  expect(pathOf(plan?.blocks ?? [], "wait 4m")).toBe("1.0");
  // A statement added at the end of a body comes before the statement that ends it.
  expect([blockAt(plan, "0"), blockAt(plan, "0.0.1")].map((one) => one && endOf(one))).toEqual([1, 2]);
});
