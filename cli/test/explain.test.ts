import type { Paint } from "@orchlang/language";
import { expect, test } from "vitest";
import { nearCodes } from "../src/project/diagnostic-pages.ts";
import { renderMarkdown } from "../src/render/markdown.ts";
import { orch } from "./in-process.ts";

const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
const paint: Paint = {
  wrong: mark("wrong"),
  doubtful: mark("doubtful"),
  done: mark("done"),
  place: mark("place"),
  dim: mark("dim"),
  strong: mark("strong"),
};

test("a page has its headings, its code and its paragraphs as a terminal shows them", () => {
  const page = [
    "# ORCH9999: A `thing`",
    "",
    "This is said of a `step` in a paragraph that is longer than the terminal is wide.",
    "",
    "- an item that goes on and on until it does not fit on one line any more",
    "- see [the page](page.md)",
    "",
    "```orch",
    "module m // of its own",
    "",
    "// only a remark",
    "```",
  ].join("\n");
  expect(renderMarkdown(page, paint, 50).join("\n")).toMatchInlineSnapshot(`
    "<strong>ORCH9999: A thing</strong>

    This is said of a <place>\`step\`</place> in a paragraph that is
    longer than the terminal is wide.

    - an item that goes on and on until it does not
      fit on one line any more
    - see the page

        <place>module m</place><dim> // of its own</dim>

        <dim>// only a remark</dim>"
  `);
});

test("a code is taken with and without its letters, in any case", async () => {
  const pages = await Promise.all(
    ["ORCH3104", "orch3104", "3104", "ORCH-3104"].map(async (code) => (await orch(["explain", code])).stdout),
  );
  expect(pages[0]).toMatch(/^ORCH3104: Unknown unit\n/u);
  for (const page of pages) expect(page).toBe(pages[0]);
});

test("a code that there is not is answered with the nearest, by digits or by words", async () => {
  const ended = await orch(["explain", "ORCH3140"]);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(
    /^error {2}No diagnostic has the code `ORCH3140`\.\n {2}ORCH3104 {2}Unknown unit\n/u,
  );
  expect(nearCodes("unit")).toContain("ORCH3104");
  expect(nearCodes("unit twice")[0]).toBe("ORCH3109");
  expect(nearCodes("9")).toEqual([]);
  expect(nearCodes("qwertz")).toEqual([]);
});
