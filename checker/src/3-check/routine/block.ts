import type { CheckedBlock, CheckedStatement, TracedLabel } from "../checked.ts";
import { extendWith } from "../expression/checking.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import { blockEnvironment, insideOf, sidesOf, worthOf } from "./names.ts";
import type { PrepassBlock, PrepassStatement, Source } from "./prepass.ts";
import type { BlockSite, CheckContext, Frame, Steps, Surroundings } from "./site.ts";

/** The surroundings of a block. */
interface Opening {
  readonly frame: Frame;
  /** The names outside it. */
  readonly around: Environment;
  readonly steps: Steps;
  readonly under: TracedLabel;
  readonly surroundings: Surroundings;
}

/** Puts a block in its place, so that its names can be asked for. */
export function openBlock(block: PrepassBlock, opening: Opening): BlockSite {
  const { frame, around, under, surroundings } = opening;
  const site: BlockSite = {
    block,
    frame,
    surroundings,
    env: blockEnvironment(block, () => site, around),
    steps: stepsOf(block, opening.steps),
    under,
    known: [],
  };
  frame.sites.set(block, site);
  return site;
}

/** The additions of a block inside a statement to the statement's scope. */
interface Inside {
  readonly bindings?: ReadonlyMap<string, Binding>;
  /** Names known to hold more, as under a condition. */
  readonly env?: Environment;
  readonly under?: TracedLabel;
  readonly surroundings?: Surroundings;
  /** A loop's body has a frame of its own. */
  readonly frame?: Frame;
}

/** Puts a block of a statement in its place. */
export function openInside(block: PrepassBlock, context: CheckContext, inside: Inside = {}): BlockSite {
  const { site, statement } = context;
  const around = insideOf(statement, site.block, inside.env ?? context.env);
  return openBlock(block, {
    frame: inside.frame ?? site.frame,
    around: inside.bindings === undefined ? around : extendWith(around, inside.bindings),
    steps: site.steps,
    under: inside.under ?? context.under,
    surroundings: inside.surroundings ?? site.surroundings,
  });
}

/** The statements of a block in the order of the text, each followed by what its sides give under one name. */
export function checkBlock(site: BlockSite): CheckedBlock {
  const statements: CheckedStatement[] = [];
  for (const statement of site.block.statements) {
    const checked = site.frame.routine.check(statement, site);
    if (checked === undefined) continue;
    statements.push(checked);
    for (const join of statement.joins) statements.push(...joinStatement(join, statement, checked, site));
  }
  return { id: site.block.id, statements };
}

function joinStatement(
  join: Source,
  statement: PrepassStatement,
  owner: CheckedStatement,
  site: BlockSite,
): readonly CheckedStatement[] {
  const value = worthOf(join, site);
  // Values of incompatible types have no owner; the mistake is reported where they are used.
  if (value.type.kind === "error" || join.from.kind !== "join") return [];
  const of = sidesOf(join, site).map((source) => source.id);
  return [
    {
      node: { kind: "join", id: join.id, block: site.block.id, of },
      span: owner.span,
      nameSpan: join.span,
      reads: of.map((node) => ({ node, span: join.span })),
      after: [],
      readsNow: false,
      blocks: [],
      type: value.type,
      label: value.label,
      argumentLabels: [],
      ...(statement.sequence === undefined ? {} : { sequence: statement.sequence }),
    },
  ];
}

function stepsOf(block: PrepassBlock, around: Steps): Steps {
  return {
    get: (name) => block.names.get(name) ?? around.get(name),
    names: () => new Set([...block.names.keys(), ...around.names()]),
  };
}

export const noSteps: Steps = { get: () => undefined, names: () => [] };
