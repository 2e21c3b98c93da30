import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { figures } from "../figures.ts";
import { putMessage, removeMessage } from "../mail.ts";
import { salesFile } from "../place.ts";
import { strayIn } from "../stray.ts";

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "sales-report-"));
  vi.stubEnv("ORCH_EXAMPLE_OUT", out);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(out, { recursive: true, force: true });
});

test("the sales are those that the script writes", () => {
  const script = fileURLToPath(new URL("../data/make-sales.mjs", import.meta.url));
  const again = join(out, "sales.csv");
  execFileSync(process.execPath, [script, again]);
  expect(readFileSync(again, "utf8")).toBe(readFileSync(salesFile, "utf8"));
});

test("the figures are those of a count by hand", async () => {
  const lines = readFileSync(salesFile, "utf8").split("\n");
  const week = lines.filter((line) => /,2026-11-(?:1[6-9]|2[0-2]),/.test(line));
  const sum = week.reduce((total, line) => total + Math.round(Number(line.split(",")[4]) * 100), 0);
  expect(lines).toHaveLength(5002);
  const found = await figures("2026-11-16");
  expect(found).toMatchObject({
    from: "2026-11-16",
    to: "2026-11-22",
    orders: week.length,
    change: "-3.4 %",
  });
  expect(found.revenue).toEqual({ amount: (sum / 100).toFixed(2), currency: "USD" });
  expect(found.best.map(({ name }) => name)).toEqual(["Osprey chair", "Heron lamp", "Tern kettle"]);
});

test("a week without sales is an error, not a zero", async () => {
  await expect(figures("2026-11-23")).rejects.toThrow("there are no sales");
  await expect(figures("2026-09-28")).rejects.toThrow("there are no sales");
});

test.each([
  ["We sold $84,090.50 in 625 orders.", []],
  ["From 16 to 22 November 2026: $84090.5.", []],
  ["Revenue fell 3.4 %, against 2026-11-16.", []],
  ["Osprey chair led. Nothing else to say.", []],
  ["We sold $84,090.51.", ["84090.51"]],
  ["We sold 626 things in 84 shops and 9 towns.", ["626", "84"]],
  ["Revenue rose 34 %.", ["34"]],
  ["Since 2026-11-15.", ["2026-11-15"]],
  ["It doubled.", []],
])("numbers that are no figures: %s", async (text, stray) => {
  expect(strayIn(text, await figures("2026-11-16"))).toEqual(stray);
});

test("one key is one message, with the same bytes; undoing it takes it away", async () => {
  const made = {
    key: "k",
    to: "team@example.com",
    subject: "Söld",
    text: "Grüße\n.",
    at: "2026-11-23T08:00:00Z",
  };
  const name = await putMessage(made);
  const [file = ""] = readdirSync(join(out, "outbox"));
  const bytes = readFileSync(join(out, "outbox", file), "utf8");
  expect(bytes).toMatch(/^From: [^\r]+\r\nTo: team@example[.]com\r\n/);
  expect(await putMessage(made)).toBe(name);
  expect(readdirSync(join(out, "outbox"))).toEqual([file]);
  expect(readFileSync(join(out, "outbox", file), "utf8")).toBe(bytes);
  await removeMessage(name);
  expect(readdirSync(join(out, "outbox"))).toEqual([]);
  await expect(removeMessage("../x")).rejects.toThrow("is not the name");
});
