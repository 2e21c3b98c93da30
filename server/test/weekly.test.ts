import { parse } from "parse5";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import type { Week } from "../src/reports/weekly.ts";
import { weeklyHtml, weeklyMarkdown } from "../src/reports/weekly.ts";

const day = Date.UTC(2026, 10, 23);
const figures = { cancelled: 0, open: 0, retries: 1, undone: 0, median: 1_500, longest: 90_000 };
const usd = (amount: string) => [{ amount, currency: "USD" }];

const week: Week = {
  from: day,
  to: day + 2 * 86_400_000,
  partial: true,
  total: { ...figures, runs: 4, completed: 3, failed: 1, cost: usd("0.5") },
  days: [
    { ...figures, from: day, runs: 3, completed: 3, failed: 0, cost: usd("0.25") },
    { ...figures, from: day + 86_400_000, runs: 1, completed: 0, failed: 1, cost: usd("0.25") },
  ],
  workflows: [{ ...figures, workflow: "a|b<script>", runs: 4, completed: 3, failed: 1, cost: [] }],
  scores: [
    {
      kind: "capability",
      name: "shop.charge",
      tries: 4,
      succeeded: 3,
      success: { share: 0.75, low: 0.3, high: 0.95 },
      median: 20,
      cost: [],
      tokens: 0,
    },
  ],
  moderation: { rules: [], decisions: [], consents: [], overrides: [{ order: "skip", count: 2 }] },
};

test("as Markdown every table has as many cells in each line as in its head, whatever names contain", () => {
  const text = weeklyMarkdown(week);
  expect(text).toContain("# Runs from 2026-11-23 to 2026-11-24");
  expect(text).toContain("Only the newest runs of this time were read.");
  const tables = text.split("\n\n").filter((part) => part.includes("| --- |"));
  expect(tables).toHaveLength(4);
  for (const table of tables) {
    const cells = table
      .trim()
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => line.replace(/\\\|/gu, "").split("|").length);
    expect(new Set(cells).size).toBe(1);
  }
});

test("as HTML it parses without an error, has two plots that are XML, and no name becomes markup", () => {
  const errors: string[] = [];
  const html = weeklyHtml(week);
  parse(html, { onParseError: ({ code }) => errors.push(code) });
  expect(errors).toEqual([]);
  expect(html).not.toContain("<script");
  const plots = [...html.matchAll(/<svg[\s\S]*?<\/svg>/gu)].map(([svg]) => svg);
  expect(plots).toHaveLength(2);
  for (const svg of plots) new SaxesParser().write(svg).close();
  // The day with one run of three is a third as high as the one with three.
  const heights = [...(plots[0] ?? "").matchAll(/height="([\d.]+)" fill="#(?:2da44e|cf222e)"/gu)].map(
    ([, size]) => Number(size),
  );
  expect(heights[3]).toBeCloseTo((heights[0] ?? 0) / 3, 0);
});
