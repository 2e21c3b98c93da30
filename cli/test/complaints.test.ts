import { expect, test } from "vitest";
import { complaining } from "../src/render/complaints.ts";

function all(lines: Iterable<readonly [number, string]>): readonly string[] {
  const said: string[] = [];
  const { tell, end } = complaining((text) => said.push(text));
  for (const [line, why] of lines) tell(line, why);
  end();
  end();
  return said;
}

test("of what is the same of many lines the first are said, then how many more", () => {
  expect(all([3, 4, 9, 12, 20].map((line) => [line, "too often"]))).toEqual([
    "3: too often",
    "4: too often",
    "9: too often",
    "20: … the same for 2 more",
  ]);
});

test("also where others come between, and where each names something else", () => {
  const lines = Array.from({ length: 3_000 }, (_, n): [number, string] =>
    n % 2 === 0 ? [n, `"probe.${n}" is ${n / 7}`] : [n, "no JSON"],
  );
  const said = all(lines);
  expect(said).toHaveLength(14);
  expect(said).toContain('18: "probe.18" is 2.5714285714285716 (6 more like it before)');
  expect(said.at(-1)).toBe("2999: … the same for 500 more");
});

test("what strangers put into it holds nothing up, however long it is", () => {
  expect(all([[1, `no signal is read from ${".".repeat(2_000_000)}`]])).toHaveLength(1);
});

test("however many sorts there are, what is said is bounded", () => {
  const word = (n: number) => [...String(n)].map((digit) => "abcdefghij"[Number(digit)]).join("");
  const said = all(Array.from({ length: 100_000 }, (_, n): [number, string] => [n, `no ${word(n)}`]));
  expect(said.length).toBeLessThan(100);
});
