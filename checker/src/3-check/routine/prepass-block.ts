import type {
  Block,
  Branch,
  Interruptible,
  Interruption,
  Loop,
  Statement,
  Step,
  When,
} from "@orchlang/language/ast";
import type { BlockId, NodeId } from "@orchlang/plan/nodes";
import { lineOf } from "../scope/module.ts";
import type { ModuleContext } from "../scope/program.ts";
import { nameTaken } from "./messages.ts";
import type { NodeStatement, Part, PrepassBlock, PrepassStatement, Source } from "./prepass.ts";

/** Surveys the blocks of one routine; ids go on from one to the next. */
export function blockPrepass(module: ModuleContext): (ast: Block, id: BlockId) => PrepassBlock {
  const prepass: Prepass = { module, ids: nodeIds(), sequences: 0 };
  return (ast, id) => prepassBlock(ast, id, prepass);
}

interface Prepass {
  readonly module: ModuleContext;
  readonly ids: Ids;
  sequences: number;
}

/** @param first what stands before all statements of the block. */
function prepassBlock(ast: Block, id: BlockId, prepass: Prepass, first?: Interruption): PrepassBlock {
  const statements: PrepassStatement[] = [];
  const names = new Map<string, Source>();
  const block = { id, ast, statements, names, ends: false, canEnd: false, yields: false };
  const add = (statement: NodeStatement, sequence: number | undefined): void => {
    const result = prepassStatement(statement, sequence, block, prepass);
    statements.push(result.statement);
    for (const source of result.sources) addName(source, names, prepass);
    block.ends ||= result.ends;
    block.canEnd ||= result.canEnd;
    block.yields ||= result.yields;
  };
  if (first !== undefined) add(first, undefined);
  for (const statement of ast.statements) addStatements(statement, undefined, add, prepass);
  return block;
}

/** The statements of a `sequence` stand in the block around it, and remember that they belong together. */
function addStatements(
  statement: Statement,
  sequence: number | undefined,
  add: (statement: NodeStatement, sequence: number | undefined) => void,
  prepass: Prepass,
): void {
  if (statement.kind !== "sequence") {
    add(statement, sequence);
    return;
  }
  if (sequence === undefined) prepass.sequences += 1;
  const number = sequence ?? prepass.sequences;
  for (const inner of statement.body.statements) addStatements(inner, number, add, prepass);
}

function addName(source: Source, names: Map<string, Source>, prepass: Prepass): void {
  const first = names.get(source.name);
  if (first === undefined || first.past === true) {
    names.set(source.name, source);
    return;
  }
  names.set(source.name, { ...first, spoilt: true });
  const { file, program } = prepass.module;
  const labels = [{ file, span: first.span, message: `\`${source.name}\` is given here already` }];
  program.report(nameTaken.at({ file, span: source.span }, { name: source.name }, { labels }));
}

interface StatementResult {
  readonly statement: PrepassStatement;
  readonly sources: readonly Source[];
  readonly ends: boolean;
  readonly canEnd: boolean;
  readonly yields: boolean;
}

function prepassStatement(
  ast: NodeStatement,
  sequence: number | undefined,
  block: PrepassBlock,
  prepass: Prepass,
): StatementResult {
  const named = ast.kind === "step" || ast.kind === "let" || ast.kind === "brokenStatement";
  const name = named ? ast.name : undefined;
  const id = name === undefined ? prepass.ids.counted(wordOf(ast)) : prepass.ids.named(name.text);
  const { parts, complete } = partsOf(ast, id, prepass);
  const joins: Source[] = [];
  const index = block.statements.length;
  const statement: PrepassStatement = { id, ast, index, parts, joins, sequence };
  const sources = [...exportNames(statement, complete, joins, prepass)];
  if (name !== undefined && name.text !== "") {
    const from = { kind: "statement", statement, block } as const;
    sources.unshift({ name: name.text, span: name.span, id, via: statement, from });
  }
  const sides = parts.flatMap((part) => (part.role === "side" ? [part.block] : []));
  const allSides = complete && sides.length > 0;
  const endsItself = ast.kind === "return" || ast.kind === "fail";
  return {
    statement,
    sources,
    ends: endsItself || (allSides && sides.every((side) => side.ends)),
    canEnd: endsItself || sides.some((side) => side.canEnd),
    yields: endsItself || ast.kind === "yield" || (allSides && sides.every((side) => side.yields)),
  };
}

function wordOf(ast: NodeStatement): string {
  if (ast.kind === "interruption") return "until";
  return ast.kind === "brokenStatement" ? "broken" : ast.kind;
}

/** The blocks of a statement; `complete` where one of its sides is taken whatever happens. */
function partsOf(
  ast: NodeStatement,
  id: NodeId,
  prepass: Prepass,
): { readonly parts: readonly Part[]; readonly complete: boolean } {
  const side = (block: Block, name: string): Part => ({
    role: "side",
    block: prepassBlock(block, `${id}/${name}`, prepass),
  });
  switch (ast.kind) {
    case "when":
      return whenParts(ast, id, prepass);
    case "match":
      // A `match` is checked to cover everything; if it does not, only that is reported.
      return { parts: ast.cases.map((part, index) => side(part.body, `${index + 1}`)), complete: true };
    case "with": {
      const body = side(ast.body, "held");
      // Without `else` the plan fails where no resource comes, so that what is below has seen one.
      return {
        parts: ast.otherwise === undefined ? [body] : [body, side(ast.otherwise, "else")],
        complete: true,
      };
    }
    case "step":
      return { parts: stepParts(ast, id, prepass), complete: false };
    default:
      return { parts: [], complete: false };
  }
}

/** `when … else when … else` is one choice with a side for each. */
function whenParts(ast: When, id: NodeId, prepass: Prepass) {
  const parts: Part[] = [];
  let next: When | Block | undefined = ast;
  while (next?.kind === "when") {
    const number = parts.length === 0 ? "then" : `then${parts.length + 1}`;
    parts.push({ role: "side", block: prepassBlock(next.body, `${id}/${number}`, prepass), condition: next });
    next = next.otherwise;
  }
  if (next === undefined) return { parts, complete: false };
  parts.push({ role: "side", block: prepassBlock(next, `${id}/else`, prepass) });
  return { parts, complete: true };
}

function stepParts(ast: Step, id: NodeId, prepass: Prepass): readonly Part[] {
  const parts: Part[] = [];
  if (ast.body.kind === "loop") parts.push(roundOf(ast.body, id, prepass));
  if (ast.body.kind === "race") parts.push(...raceParts(ast.body.branches, id, prepass));
  if (ast.body.kind === "interruptible") parts.push(...interruptibleParts(ast.body, id, prepass));
  ast.handlers.forEach((handler, index) => {
    if (handler.body.kind !== "block") return;
    const block = prepassBlock(handler.body, `${id}/else${index + 1}`, prepass);
    parts.push({ role: "handler", block, handler });
  });
  return parts;
}

function roundOf(loop: Loop, id: NodeId, prepass: Prepass): Part {
  return { role: "round", block: prepassBlock(loop.body, `${id}/round`, prepass) };
}

function raceParts(branches: readonly Branch[] | Loop, id: NodeId, prepass: Prepass): readonly Part[] {
  if (!isList(branches)) return [roundOf(branches, `${id}.rounds`, prepass)];
  const seen = new Set<string>();
  return branches.map((ast, index): Part => {
    const written = ast.name?.text ?? "";
    const name = written === "" || seen.has(written) ? `${index + 1}` : written;
    seen.add(written);
    const inner = ast.body.kind === "block" ? ast.body : ast.body.kind === "loop" ? ast.body.body : undefined;
    const word = ast.body.kind === "block" ? "do" : "round";
    return {
      role: "contender",
      contender: {
        ast,
        id: `${id}.${name}`,
        block: `${id}/${name}`,
        ...(inner === undefined ? {} : { inner: prepassBlock(inner, `${id}.${name}/${word}`, prepass) }),
      },
    };
  });
}

/** The work runs against a wait for the event, which what is done then follows. */
function interruptibleParts(
  { work, until, otherwise }: Interruptible,
  id: NodeId,
  prepass: Prepass,
): readonly Part[] {
  const nothing: Block = { kind: "block", statements: [], broken: false, span: until.span };
  const contender = (name: string, body: Block, first?: Interruption): Part => ({
    role: "contender",
    contender: {
      ast: { kind: "branch", name: undefined, body, options: undefined, span: (first ?? body).span },
      id: `${id}.${name}`,
      block: `${id}/${name}`,
      inner: prepassBlock(body, `${id}.${name}/do`, prepass, first),
      interruptible: true,
      ...(first === undefined ? {} : { until: first }),
    },
  });
  return [contender("do", work), contender("until", otherwise ?? nothing, until)];
}

function isList<T>(value: readonly T[] | Loop): value is readonly T[] {
  return Array.isArray(value);
}

/**
 * Gives nodes their ids: a step's is its name, a second one of the same name gets a number, `officers.2`; what has no
 * name is counted by its word, `when@2`. The same text gives the same ids.
 */
interface Ids {
  /** For a step or `let`. */
  named(name: string): NodeId;
  /** For the value that sides of a branch give under one name. */
  joined(name: string): NodeId;
  /** For a statement without a name. */
  counted(word: string): NodeId;
}

function nodeIds(): Ids {
  const taken = new Set<NodeId>();
  const counts = new Map<string, number>();
  const free = (wanted: string): NodeId => {
    let id = wanted;
    for (let number = 2; taken.has(id); number += 1) id = `${wanted}.${number}`;
    taken.add(id);
    return id;
  };
  return {
    named: (name) => free(name),
    joined: (name) => free(`${name}.joined`),
    counted(word) {
      const count = (counts.get(word) ?? 0) + 1;
      counts.set(word, count);
      return `${word}@${count}`;
    },
  };
}

/** A side of a statement whose names are seen outside it. */
interface Side {
  readonly block: PrepassBlock;
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
function exportNames(
  statement: PrepassStatement,
  complete: boolean,
  joins: Source[],
  prepass: Prepass,
): readonly Source[] {
  if (statement.parts.length === 0) return [];
  const sides = statement.parts.flatMap((part) => sideOf(part, statement, prepass));
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
        ? joinOf(name, of, maybe, statement, prepass)
        : passedOn(only, maybe, statement);
    const isPast = given.every(({ side, source: one }) => side.ends || one.past === true);
    const result: Source = isPast ? { ...source, past: true } : source;
    if (isJoin) joins.push(result);
    return result;
  });
}

function passedOn(only: Source, maybe: string | undefined, via: PrepassStatement): Source {
  const { maybe: _, past: __, ...certain } = only;
  return { ...certain, via, ...(maybe === undefined ? {} : { maybe }) };
}

function joinOf(
  name: string,
  of: readonly Source[],
  maybe: string | undefined,
  via: PrepassStatement,
  prepass: Prepass,
): Source {
  const [first] = of as readonly [Source];
  return {
    name,
    span: first.span,
    id: prepass.ids.joined(name),
    via,
    from: { kind: "join", of },
    ...(maybe === undefined ? {} : { maybe }),
  };
}

/** A loop's rounds keep their names to themselves. */
function sideOf(part: Part, statement: PrepassStatement, prepass: Prepass): readonly Side[] {
  const line = () => lineOf(prepass.module, statement.ast.span);
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
          because: () =>
            part.contender.interruptible
              ? `an event decides whether it is given (line ${line()})`
              : `its branch of the race may lose (line ${line()})`,
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
