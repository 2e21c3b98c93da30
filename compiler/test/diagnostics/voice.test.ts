import { describe, expect, test } from "vitest";
import { shownOf } from "./every.ts";

/*
 * One voice through all messages: what is said is a sentence; what is said at a place goes on from the place, in small
 * letters and without a full stop; a fix is named as an order, and what is quoted stands in backticks.
 */

const sentence = /^(?:[A-Z`"{\d]).*[.?]$/su;

describe.each(shownOf)("$code", ({ told }) => {
  const { diagnostics } = told();

  test("says sentences", () => {
    for (const { message, notes, help } of diagnostics) {
      for (const text of [message, ...notes, ...(help === undefined ? [] : [help])]) {
        expect(text).toMatch(sentence);
        expect(text).not.toMatch(/ {2}|[.?!]{2}$|\b(?:please|sorry|oops|illegal|invalid)\b/iu);
      }
    }
  });

  test("says at a place what goes on from it", () => {
    for (const { label, labels } of diagnostics) {
      for (const text of [label ?? "", ...labels.map((each) => each.message)]) {
        expect(text).not.toMatch(/^[A-Z][a-z]|\.$|^\s|\s$/u);
      }
    }
  });

  test("says of every other place why it matters", () => {
    for (const { labels } of diagnostics) for (const label of labels) expect(label.message).not.toBe("");
  });

  test("names its fixes as orders", () => {
    for (const { fixes } of diagnostics)
      for (const { title } of fixes) expect(title).toMatch(/^[A-Z][a-z]+ .*[^.]$/u);
  });
});
