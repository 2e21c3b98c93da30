import { describe, expect, test } from "vitest";
import { alike } from "./alike.ts";
import { allowed } from "./allowed.ts";
import { constant } from "./constant.ts";
import { ended } from "./ended.ts";
import { findMistakes } from "./found.ts";
import { guarded } from "./guarded.ts";
import { inside } from "./inside.ts";
import { named } from "./named.ts";
import { raced } from "./raced.ts";
import { reached } from "./reached.ts";
import { repeated } from "./repeated.ts";
import { spent } from "./spent.ts";
import { timed } from "./timed.ts";
import { unwound } from "./unwound.ts";

const groups = {
  repeated,
  unwound,
  guarded,
  timed,
  inside,
  raced,
  allowed,
  reached,
  spent,
  alike,
  named,
  ended,
  constant,
};

describe("verify finds real mistakes that types can't see", () => {
  test("there are enough of them", () => {
    const mistakes = Object.values(groups).flatMap((group) => group.flatMap((one) => one.mistakes));
    expect(mistakes.filter(({ told }) => told === undefined).length).toBeGreaterThanOrEqual(40);
  });

  findMistakes(groups);
});
