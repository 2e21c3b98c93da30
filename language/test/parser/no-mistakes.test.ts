import { expect, test } from "vitest";
import { OrchParser } from "../../src/parser/parse.ts";
import type { TokenView } from "../../src/parser/token-view.ts";
import { createSourceFile } from "../../src/source/source-file.ts";
import { ownPrograms } from "../programs.ts";

/** Counts how often the layout was asked for, which makes an object of every token of the file. */
class Watched extends OrchParser {
  views = 0;

  override get view(): TokenView {
    this.views++;
    return super.view;
  }
}

const parser = new Watched();

test.each(ownPrograms)(
  "$name: what has no mistake is read without objects of its tokens",
  ({ name, text }) => {
    parser.views = 0;
    const { diagnostics } = parser.parse(createSourceFile(name, text));
    expect(diagnostics).toEqual([]);
    expect(parser.views).toBe(0);
  },
);

test("the layout is asked for where there is a mistake", () => {
  parser.views = 0;
  parser.parse(createSourceFile("f", "module m\nplan p() { step }"));
  expect(parser.views).toBeGreaterThan(0);
});
