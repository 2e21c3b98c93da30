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
}

/**
 * The names that the blocks of a statement give to the block around it (semantics, rule 11). What only some sides
 * give may be missing, unless every other side has ended the plan; what several give is one value, joined.
 */
export function exportNames(
  statement: StatementSurvey,
  complete: boolean,
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
    const source = exported(
      name,
      given.map((one) => one.source),
      maybe,
      statement,
      surveyor,
    );
    return given.every(({ side, source: one }) => side.ends || one.past === true)
      ? { ...source, past: true }
      : source;
  });
}

function exported(
  name: string,
  of: readonly Source[],
  maybe: string | undefined,
  via: StatementSurvey,
  surveyor: Surveyor,
): Source {
  const [first] = of as readonly [Source];
  const { maybe: _, past: __, ...certain } = first;
  const because = maybe === undefined ? {} : { maybe };
  if (of.length === 1) return { ...certain, via, ...because };
  return {
    name,
    span: first.span,
    id: surveyor.ids.joined(name),
    via,
    from: { kind: "join", of },
    ...because,
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
        { block: inner, ends: false, because: () => `its branch of the race may lose (line ${line()})` },
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
