import type { CheckedStatement } from "../checked.ts";
import { publicLabel } from "../labels/label.ts";
import { errorType } from "../types/kinds.ts";
import { checkMatch, checkWhen } from "./choice.ts";
import { checkEmit } from "./emit.ts";
import { checkFail, checkReturn, checkYield } from "./ending.ts";
import { knownAt } from "./known.ts";
import { checkLet } from "./let.ts";
import { noValue, type Outcome, placed } from "./outcome.ts";
import type { BlockSite, Spot } from "./site.ts";
import { checkStep } from "./step.ts";
import type { StatementSurvey } from "./survey.ts";
import { checkWait } from "./waiting.ts";
import { checkWith } from "./with.ts";

/**
 * Checks a statement in its place, once. A reader that needs its value earlier calls this too; while it is being
 * checked there is no result.
 */
export function checkStatement(statement: StatementSurvey, site: BlockSite): CheckedStatement | undefined {
  const { statements, values } = site.frame;
  const known = statements.get(statement.id);
  if (known !== undefined) return known === "in work" ? undefined : known;
  statements.set(statement.id, "in work");
  const spot = spotOf(statement, site);
  const outcome = checkKind(spot);
  const { type, label, constant, missingBecause, doubtful } = outcome;
  values.set(statement.id, { type, label, constant, missingBecause, doubtful });
  const { ast, id } = statement;
  const nameSpan = "name" in ast && ast.name !== undefined ? ast.name.span : ast.span;
  const checked = placed(outcome, spot, { id, block: site.block.id, span: ast.span, nameSpan });
  statements.set(statement.id, checked);
  return checked;
}

function spotOf(statement: StatementSurvey, site: BlockSite): Spot {
  const { env, under } = knownAt(site, statement.index);
  return {
    site,
    frame: site.frame,
    module: site.frame.module,
    statement,
    env,
    under,
    gathered: { reads: [], releases: [], readsNow: false },
  };
}

function checkKind(spot: Spot): Outcome {
  const { ast } = spot.statement;
  switch (ast.kind) {
    case "step":
      return checkStep(ast, spot);
    case "let":
      return checkLet(ast, spot);
    case "when":
      return checkWhen(spot);
    case "match":
      return checkMatch(ast, spot);
    case "with":
      return checkWith(ast, spot);
    case "wait":
      return checkWait(ast, spot);
    case "emit":
      return checkEmit(ast, spot);
    case "return":
      return checkReturn(ast, spot);
    case "yield":
      return checkYield(ast, spot);
    case "fail":
      return checkFail(ast, spot);
    case "brokenStatement":
      return brokenOutcome;
  }
}

/** A statement that the parser could not read: it has a place, and says nothing. */
const brokenOutcome: Outcome = {
  node: noValue,
  type: errorType,
  label: publicLabel,
  blocks: [],
  after: [],
  argumentLabels: [],
};
