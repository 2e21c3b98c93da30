import type { Race } from "@orchlang/language/ast";
import { callFailures } from "@orchlang/plan";
import type { RaceNode } from "@orchlang/plan/nodes";
import type { CheckedBlock, CheckedStatement, TracedLabel } from "../checked.ts";
import { checkCount } from "../declarations/clauses.ts";
import { joinLabels } from "../labels/label.ts";
import type { FieldType, Type } from "../type.ts";
import { listType, nothingType } from "../types/kinds.ts";
import { isOptional, optional, required } from "../types/optional.ts";
import { type CheckedContender, checkContender, checkRounds, givenBeside } from "./contender.ts";
import { branchTwice, quorumTooFew } from "./messages.ts";
import { commonValue } from "./quorum.ts";
import type { Spot } from "./site.ts";
import type { StepBodyOutcome } from "./step-body.ts";

/** `first k of`: branches side by side, until `k` of them have come through. */
export function checkRace(ast: Race, losersFinish: boolean, spot: Spot): StepBodyOutcome {
  const winners =
    ast.count === undefined ? 1 : checkCount(ast.count, "The number of winners", 1, spot.module);
  const losers = losersFinish ? "finish" : "cancel";
  const whole = isLoop(ast) ? roundsOf(winners, spot) : branchesOf(ast, winners, spot);
  return {
    node: (rest) => ({
      kind: "race",
      winners,
      branches: whole.branches,
      ...(whole.rounds ? { rounds: true as const } : {}),
      losers,
      ...rest,
    }),
    type: whole.type,
    label: whole.label,
    inputLabel: whole.label,
    failures: [...new Set([...callFailures, ...spot.frame.routine.failures])],
    declaredFailures: [],
    blocks: whole.blocks,
    argumentLabels: [],
  };
}

interface Whole {
  readonly branches: RaceNode["branches"];
  readonly rounds: boolean;
  readonly blocks: readonly CheckedBlock[];
  readonly type: Type;
  readonly label: TracedLabel;
}

const isLoop = (ast: Race): boolean => !Array.isArray(ast.branches);

/** `first of for x in list`: the rounds run against one another. */
function roundsOf(winners: number, spot: Spot): Whole {
  const rounds = checkRounds(spot);
  if (rounds === undefined)
    return { branches: [], rounds: true, blocks: [], type: nothingType, label: spot.under };
  const each = rounds.type.kind === "list" ? rounds.type.item : rounds.type;
  const one = each.kind === "nothing" || winners === 1;
  return {
    branches: [{ node: rounds.statement.node.id }],
    rounds: true,
    blocks: [{ id: rounds.block, statements: [rounds.statement] }],
    type: one ? each : listType(each, { min: winners, max: winners }),
    label: rounds.label,
  };
}

function branchesOf(ast: Race, winners: number, spot: Spot): Whole {
  const surveyed = spot.statement.parts.flatMap((part) =>
    part.role === "contender" ? [part.contender] : [],
  );
  const beside = givenBeside(surveyed, spot) ?? wantedOf(ast, spot);
  const contenders = surveyed.map((contender) => asWinner(checkContender(contender, beside, spot)));
  reportCounts(ast, winners, contenders, spot);
  reportDoubles(contenders, spot);
  return {
    branches: contenders.map(({ name, statement, type }) => ({
      ...(name === undefined ? {} : { name }),
      node: statement.node.id,
      ...(name !== undefined && type.kind === "nothing" ? { nothing: true } : {}),
    })),
    rounds: false,
    blocks: contenders.map(
      ({ block, statement }: { readonly block: string; readonly statement: CheckedStatement }) => ({
        id: block,
        statements: [statement],
      }),
    ),
    type: raceType(contenders, winners, spot),
    // The first branch to end reveals something about all of them.
    label: joinLabels(spot.under, ...contenders.map((contender) => contender.label)),
  };
}

/** A wait that nothing came for, and a call that failed, have lost, so that one that has won gave something. */
function asWinner(contender: CheckedContender): CheckedContender {
  const { node } = contender.statement;
  const losesWithNone =
    (node.kind === "wait" && node.for.kind === "occurrence") ||
    (node.kind === "call" && node.optional === true);
  return losesWithNone ? { ...contender, type: required(contender.type) } : contender;
}

/** The expectation for the winner's value; a race with named branches has a record. */
function wantedOf(ast: Race, spot: Spot): Type | undefined {
  const { ast: step, frame } = { ast: spot.statement.ast, frame: spot.frame };
  const named = Array.isArray(ast.branches) && ast.branches.some((branch) => branch.name !== undefined);
  return step.kind === "step" && !named ? frame.routine.wanted(step.name.text) : undefined;
}

/** Named branches: a record with a field for each that may have come. Unnamed: what the winner gave. */
function raceType(contenders: readonly CheckedContender[], winners: number, spot: Spot): Type {
  const named = contenders.filter((contender) => contender.name !== undefined);
  if (named.length > 0) {
    const fields = named.map(
      ({ name, type }): FieldType => ({
        name: name ?? "",
        type: optional(type.kind === "nothing" ? { kind: "bool" } : type),
        ...(isOptional(type) ? { winsWithNone: true } : {}),
      }),
    );
    return { kind: "record", fields };
  }
  const giving = contenders.filter((contender) => contender.type.kind !== "nothing");
  if (giving.length === 0) return nothingType;
  const { type } = commonValue(giving, "The branches of a race", spot);
  if (winners > 1) return listType(type, { max: winners });
  return giving.length < contenders.length ? optional(type) : type;
}

function reportCounts(ast: Race, winners: number, contenders: readonly CheckedContender[], spot: Spot): void {
  if (winners <= contenders.length || ast.count === undefined || contenders.length === 0) return;
  const place = { file: spot.module.file, span: ast.count.span };
  const params = { wanted: winners, asked: contenders.length, what: "branches" } as const;
  spot.module.program.report(quorumTooFew.at(place, params));
}

function reportDoubles(contenders: readonly CheckedContender[], spot: Spot): void {
  const first = new Map<string, CheckedContender>();
  const { file, program } = spot.module;
  for (const contender of contenders) {
    const { name } = contender;
    if (name === undefined) continue;
    const before = first.get(name);
    if (before === undefined) first.set(name, contender);
    else {
      const labels = [{ file, span: before.span, message: "first here" }];
      program.report(branchTwice.at({ file, span: contender.span }, { name }, { labels }));
    }
  }
}
