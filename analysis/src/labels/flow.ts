import { bare, joinShapes, type Shape } from "./shape.ts";
import { clean, joinTaints, type Taint } from "./taint.ts";

/** Learnt from the end of a statement, a block or a plan. */
export interface Flow {
  /** The shape of the statement's value. */
  readonly value: Shape;
  /** That it came to its own end: by conditions that the plan itself decides. A handler around it hears of this. */
  readonly ends: Taint;
  /** That the plan was not returned from, failed by `fail`, or late by its time, in it: no handler is asked. */
  readonly stays: Taint;
  /** That it failed, for whatever cause. */
  readonly fails: Taint;
  /**
   * The taint of the decisions by which policies and rules deny it, answers do not agree, nothing is tried again, or its
   * time is over: its replacements learn of that, later statements do not.
   */
  readonly denies: Taint;
  /** The parts of the failure that a handler can read: everything that decides which one it is, and its texts. */
  readonly says: Taint;
  /** The taint that a `fail` inside passes to the plan's caller. */
  readonly tells: Taint;
  /** The taint of all that decides how long it takes: which waits and calls are come to, and how they end. */
  readonly lasts: Taint;
  /** Part of `ends` and `fails`: that it failed under this name, until its handlers have been asked. */
  readonly named?: { readonly name: string; readonly taint: Taint };
}

export const quiet: Flow = {
  value: bare,
  ends: clean,
  stays: clean,
  fails: clean,
  denies: clean,
  says: clean,
  tells: clean,
  lasts: clean,
};

export function joinFlows(left: Flow, right: Flow): Flow {
  if (left === quiet) return right;
  if (right === quiet) return left;
  return {
    value: joinShapes(left.value, right.value),
    ends: joinTaints(left.ends, right.ends),
    stays: joinTaints(left.stays, right.stays),
    fails: joinTaints(left.fails, right.fails),
    denies: joinTaints(left.denies, right.denies),
    says: joinTaints(left.says, right.says),
    tells: joinTaints(left.tells, right.tells),
    lasts: joinTaints(left.lasts, right.lasts),
  };
}
