import { lineOf } from "../scope/module.ts";
import type { BlockSurvey, Part, Source, StatementSurvey } from "./survey.ts";
import type { Surveyor } from "./survey-block.ts";

/** A side of a statement whose names are seen outside it. */
interface Side {
  readonly block: BlockSurvey;
  /** Why the statement may pass it by, in words. */
  readonly because: () => string;
  /** It is one of the sides of a choice, and it ends the plan. */
  readonly ends: boolean;
  /** A branch of a race: what it gives is there only if it has won. */
  readonly contends?: true;
}

/**
 * The names that a statement's blocks give to the block around it (semantics, rule 11). A name that only some arms give
 * may be missing, unless every other arm has ended the plan. A name that several give is one joined value, which goes
 * to `joins`; so does the value of a race's branch, whether or not others give it. A name of one arm alone is passed on
 * unchanged, even a value joined further inside.
 */
export function exportNames(
  statement: StatementSurvey,
  complete: boolean,
  joins: Source[],
  surveyor: Surveyor,
): readonly Source[] {
  if (statement.parts.length === 0) return [];
  const sides = statement.parts.flatMap((part) => sideOf(part, statement, surveyor));
  const byName = new Map<string, { readonly side: Side; readonly source: Source }[]>();
  for (const side of sides) {
    for (const [name, source] of side.block.names) {
      const given = byName.get(name);
      if (given === undefined) byName.set(name, [{ side, source }]);
      else given.push({ side, source });
    }
  }
  return [...byName].map(([name, given]) => {
    const has = new Set(given.map(({ side }) => side));
    const passedBy = !complete || sides.some((side) => !side.block.ends && !has.has(side));
    const [first] = given;
    const inside = given.find(({ side, source }) => !side.block.ends && source.maybe !== undefined);
    const maybe = passedBy ? first?.side.because() : inside?.source.maybe;
    const of = given.map(({ side, source: one }): Source => (side.ends ? { ...one, past: true } : one));
    const isJoin = given.length > 1 || given.some(({ side }) => side.contends === true);
    const [only] = of;
    const source =
      only === undefined || isJoin
        ? joinOf(name, of, maybe, statement, surveyor)
        : passedOn(only, maybe, statement);
    const isPast = given.every(({ side, source: one }) => side.ends || one.past === true);
    const told: Source = isPast ? { ...source, past: true } : source;
    if (isJoin) joins.push(told);
    return told;
  });
}

function passedOn(only: Source, maybe: string | undefined, via: StatementSurvey): Source {
  const { maybe: _, past: __, ...certain } = only;
  return { ...certain, via, ...(maybe === undefined ? {} : { maybe }) };
}

function joinOf(
  name: string,
  of: readonly Source[],
  maybe: string | undefined,
  via: StatementSurvey,
  surveyor: Surveyor,
): Source {
  const [first] = of as readonly [Source];
  return {
    name,
    span: first.span,
    id: surveyor.ids.joined(name),
    via,
    from: { kind: "join", of },
    ...(maybe === undefined ? {} : { maybe }),
  };
}

/** A loop's rounds keep their names to themselves. */
function sideOf(part: Part, statement: StatementSurvey, surveyor: Surveyor): readonly Side[] {
  const line = () => lineOf(surveyor.module, statement.ast.span);
  switch (part.role) {
    case "side":
      return [
        { block: part.block, because: () => sideBecause(statement.ast.kind, line()), ends: part.block.ends },
      ];
    case "handler": {
      const name = statement.ast.kind === "step" ? statement.ast.name.text : "";
      return [
        {
          block: part.block,
          ends: false,
          because: () => `it is given only where \`${name}\` fails (line ${line()})`,
        },
      ];
    }
    case "contender": {
      const { inner, ast } = part.contender;
      if (inner === undefined || ast.body.kind !== "block") return [];
      return [
        {
          block: inner,
          ends: false,
          contends: true,
          because: () => `its branch of the race may lose (line ${line()})`,
        },
      ];
    }
    case "round":
      return [];
  }
}

function sideBecause(kind: string, line: string): string {
  if (kind === "with") return `the \`with\` of line ${line} may go without a resource`;
  return `it is given on one side of the \`${kind}\` only (line ${line})`;
}
