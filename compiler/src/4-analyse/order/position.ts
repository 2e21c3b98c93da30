import type { Located, LocatedBlock } from "../tree.ts";

/*
 * Where nothing that is read says it, the place in the text does (semantics, rule 11): `emit`, `wait`, `fail` and a
 * `let` of `now` take effect after every statement above them, and a bare `wait` holds what is below.
 */

/** The statements that `located` follows by position, `above` being those of its block before it. */
export function positionNeeds(block: LocatedBlock): ReadonlyMap<Located, readonly Located[]> {
  const needs = new Map<Located, readonly Located[]>();
  let since: Located[] = [];
  let last: Located | undefined;
  let holding: Located | undefined;
  let previous: Located | undefined;
  for (const located of block.statements) {
    const before: Located[] = [];
    if (takesPosition(located)) {
      // What stands above the last such statement is before that one already.
      before.push(...(last === undefined ? [] : [last]), ...since);
      since = [];
      last = located;
    } else {
      if (holding !== undefined) before.push(holding);
      since.push(located);
    }
    if (follows(previous, located)) before.push(previous);
    if (before.length > 0) needs.set(located, [...new Set(before)]);
    if (isBareWait(located)) holding = located;
    previous = located;
  }
  return needs;
}

function takesPosition(located: Located): boolean {
  const { node, readsNow } = located.statement;
  switch (node.kind) {
    case "emit":
    case "wait":
    case "fail":
      return true;
    case "let":
      return readsNow;
    default:
      return false;
  }
}

/** A `wait` that is a statement of its own: its id was made up, and made-up ids have an `@`. */
function isBareWait(located: Located): boolean {
  return located.statement.node.kind === "wait" && located.id.includes("@");
}

/** Both stand in one `sequence`. */
function follows(previous: Located | undefined, located: Located): previous is Located {
  const group = located.statement.sequence;
  return group !== undefined && previous?.statement.sequence === group;
}
