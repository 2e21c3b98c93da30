import type { Entry } from "@orchlang/runtime";
import { Scoreboard } from "@orchlang/runtime/reports";
import { expect, test } from "vitest";

/* Who does well together and against one another, and which promises hold. */

const run = { entry: "m.p", status: "completed", started: 0, ended: 500 } as const;
const entries = (...events: readonly object[]): Entry[] =>
  events.map((event) => ({ event }) as unknown as Entry);
const call = (node: string) => ({ routine: "m.p", site: [], node, slot: "do" });
const began = (key: string, attempt: number, more: object = {}) => ({
  t: "Began",
  at: 0,
  intent: { key, call: call(key) },
  capability: "m.ask",
  attempt,
  worst: {},
  ...more,
});
const ended = (key: string, attempt: number, isGood: boolean, by?: string) => ({
  t: "Ended",
  at: 10,
  key,
  attempt,
  dispatch: 1,
  spent: {},
  outcome: isGood ? { ok: 1 } : { failure: { class: "transient" } },
  ...(by === undefined ? {} : { by }),
});
const of = (board: Scoreboard, kind: string) => board.scores().filter((one) => one.kind === kind);

test("a model that answers where another one failed wins against it, and the ratings add up", () => {
  const board = new Scoreboard();
  const taken = entries(
    began("a", 1),
    ended("a", 1, false, "x (p/x)"),
    began("a", 2),
    ended("a", 2, true, "y (p/y)"),
  );
  board.take(run, taken);
  const rated = () => new Map(of(board, "pair").map(({ name, rating }) => [name, rating]));
  // Two of 1,500 each: the winner was expected to win half, so that 32 · 1/2 change hands.
  expect(rated()).toEqual(
    new Map([
      ["m.ask by x (p/x)", 1_484],
      ["m.ask by y (p/y)", 1_516],
    ]),
  );
  board.take(run, taken);
  expect(rated()).toEqual(
    new Map([
      ["m.ask by x (p/x)", 1_469],
      ["m.ask by y (p/y)", 1_531],
    ]),
  );
});

test("a model that fails and answers itself is in no contest, nor are models of two steps", () => {
  const board = new Scoreboard();
  board.take(
    run,
    entries(
      ...[began("a", 1), ended("a", 1, false, "x (p/x)"), began("a", 2), ended("a", 2, true, "x (p/x)")],
      ...[began("b", 1), ended("b", 1, false, "x (p/x)"), began("c", 1), ended("c", 1, true, "y (p/y)")],
    ),
  );
  expect(of(board, "pair").map(({ rating }) => rating)).toEqual([undefined, undefined]);
});

test("models that answered in one run are teams of two, good if the run completed", () => {
  const board = new Scoreboard();
  const answers = ["z", "x", "y", "x"].flatMap((name, at) => [
    began(`${at}`, 1),
    ended(`${at}`, 1, true, name),
  ]);
  board.take(run, entries(...answers, began("9", 1), ended("9", 1, false, "w")));
  board.take(
    { ...run, status: "failed" },
    entries(began("a", 1), ended("a", 1, true, "x"), began("b", 1), ended("b", 1, true, "y")),
  );
  expect(of(board, "team").map(({ name, tries, succeeded }) => [name, tries, succeeded])).toEqual([
    ["x with y", 2, 1],
    ["x with z", 1, 1],
    ["y with z", 1, 1],
  ]);
});

test("a promise is broken by time and by more than declared; one without limits is none", () => {
  const board = new Scoreboard();
  const aborted = (key: string, why: string) => ({ t: "Aborted", at: 9, key, attempt: 1, dispatch: 1, why });
  board.take(
    run,
    entries(
      ...[began("a", 1, { due: 5 }), aborted("a", "timeout"), began("a", 2, { due: 9 }), ended("a", 2, true)],
      ...[
        began("b", 1, { worst: { tokens: 3 } }),
        ended("b", 1, true),
        { t: "Overran", at: 1, key: "b", declared: {}, actual: {} },
      ],
      ...[began("c", 1), ended("c", 1, true), began("d", 1, { due: 5 }), aborted("d", "cancelled")],
    ),
  );
  expect(of(board, "promise")).toMatchObject([{ name: "m.ask", tries: 3, succeeded: 1 }]);
  expect(of(board, "member")).toEqual([]);
});

test("a member that was replaced in the midst of a call was not kept", () => {
  const board = new Scoreboard();
  board.take(
    run,
    entries(
      ...[
        began("a", 1, { fence: 1 }),
        { t: "Aborted", at: 9, key: "a", attempt: 1, dispatch: 1, why: "rebound" },
      ],
      ...[began("a", 2, { fence: 2 }), ended("a", 2, true)],
    ),
  );
  expect(of(board, "member")).toMatchObject([{ name: "m.ask", tries: 2, succeeded: 1 }]);
});
