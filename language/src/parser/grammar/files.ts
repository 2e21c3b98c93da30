import type { Declaration, FileNode, Import, ImportedName, ModuleHeader } from "../../ast/file.ts";
import { closest } from "../../diagnostics/suggest.ts";
import type { Token } from "../../lexer/token.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, word } from "../../lexer/token-types.ts";
import { declarationWords } from "../../lexer/words.ts";
import { explainCutOff } from "../explain-fault.ts";
import { explainTopLevel } from "../explain-unknown.ts";
import { type Alternatives, type Listed, type Parser, type Rule, rule } from "../parser.ts";
import { misplacedPart, missingModule, unexpected } from "../syntax-errors.ts";
import * as layout from "../token-view.ts";
import { capabilityRule, defaultsRule } from "./capabilities.ts";
import { pathRule } from "./collections.ts";
import {
  eventDeclarationRule,
  flagDeclarationRule,
  resourceDeclarationRule,
  signalDeclarationRule,
} from "./context.ts";
import { beginDeclaration, docBefore } from "./declared.ts";
import { fusionDeclarationRule } from "./fusions.ts";
import { guardrailDeclarationRule, policyDeclarationRule } from "./guards.ts";
import { goalDeclarationRule, planDeclarationRule } from "./plans.ts";
import { scenarioDeclarationRule } from "./scenarios.ts";
import { triggerDeclarationRule } from "./triggers.ts";
import {
  constantDeclarationRule,
  roleDeclarationRule,
  typeDeclarationRule,
  unitDeclarationRule,
} from "./vocabulary.ts";

// moduleHeader = "module" path ;
export const moduleHeaderRule: Rule<ModuleHeader> = rule("moduleHeader", (p) => {
  const doc = docBefore(p, p.nextStart());
  const token = p.consume(word.module);
  const path = p.read(pathRule);
  if (!p.isRecording && p.isNext(kinds.LeftBrace)) skipModuleBrace(p);
  return {
    kind: "module",
    path,
    doc,
    span: p.spanFrom(token.startOffset),
  };
});

// import = "import" path "{" [ imported { "," imported } [","] ] "}" ;
export const importRule: Rule<Import> = rule("import", (p) => {
  const { faults } = p;
  const start = p.expect(word.import);
  const path = p.read(pathRule);
  const open = p.expect(kinds.LeftBrace);
  const names = p.listOf(importedNames);
  p.close(kinds.RightBrace, open);
  return {
    kind: "import",
    path,
    names,
    broken: p.faults > faults,
    span: p.spanFrom(start),
  };
});

const importedNames: Listed<ImportedName> = {
  separator: kinds.Comma,
  read: (p) => (p.isNext(kinds.RightBrace) ? undefined : p.read(importedRule)),
};

// imported = NAME [ "as" NAME ] ;
export const importedRule: Rule<ImportedName> = rule("imported", (p) => {
  const name = p.readName(Identifier);
  const alias = p.option(0, () => {
    p.expect(word.as);
    return p.readName(Identifier);
  });
  return { kind: "importedName", name, alias, span: p.spanFrom(name.span.start) };
});

const declarationAlternatives: Alternatives<Declaration> = [
  { read: (p) => p.read(capabilityRule) },
  { read: (p) => p.read(defaultsRule) },
  { read: (p) => p.read(typeDeclarationRule) },
  { read: (p) => p.read(unitDeclarationRule) },
  { read: (p) => p.read(roleDeclarationRule) },
  { read: (p) => p.read(constantDeclarationRule) },
  { read: (p) => p.read(resourceDeclarationRule) },
  { read: (p) => p.read(signalDeclarationRule) },
  { read: (p) => p.read(flagDeclarationRule) },
  { read: (p) => p.read(eventDeclarationRule) },
  { read: (p) => p.read(fusionDeclarationRule) },
  { read: (p) => p.read(goalDeclarationRule) },
  { read: (p) => p.read(planDeclarationRule) },
  { read: (p) => p.read(policyDeclarationRule) },
  { read: (p) => p.read(guardrailDeclarationRule) },
  { read: (p) => p.read(triggerDeclarationRule) },
  { read: (p) => p.read(scenarioDeclarationRule) },
];

// declaration = [ "private" ] ( capability | defaults | typeDecl | unit | role | constant | resource | signal | flag
//             | event | fusion | goal | plan | policy | guardrail | trigger | scenario ) ;
export const declarationRule: Rule<Declaration> = rule("declaration", (p) => {
  beginDeclaration(p);
  p.state.isPrivate = p.option(0, () => p.consume(word.private)) !== undefined;
  return p.or(0, declarationAlternatives);
});

// file = moduleHeader { import } { declaration } ;
export const fileRule: Rule<FileNode> = rule("file", (p) => {
  let header: ModuleHeader | undefined;
  const imports: Import[] = [];
  const declarations: Declaration[] = [];
  p.state.moduleBrace = undefined;
  reportMissingModule(p);
  p.option(0, () =>
    guarded(p, () => {
      header = p.read(moduleHeaderRule);
    }),
  );
  do {
    p.many(1, () => guarded(p, () => imports.push(p.read(importRule)), declarations));
    p.many(2, {
      gate: isNoStatement,
      read: () => guarded(p, () => declarations.push(p.read(declarationRule)), declarations),
    });
  } while (skipTopLevel(p, declarations));
  const span = { start: 0, end: p.source.text.length };
  return { kind: "file", module: header, imports, declarations, span };
});

/** Behind a broken plan, an indented `let` is the rest of it. */
const isNoStatement = (p: Parser): boolean => {
  if (p.isRecording || !p.state.isBehindBroken || !p.isNext(word.let)) return true;
  return layout.columnOf(p.view, p.index()) === 0;
};

/** Reads one item of the file; one that can't be read is reported and skipped, up to the next declaration. */
function guarded(p: Parser, read: () => void, declarations?: Declaration[]): void {
  const first = p.index();
  p.declarationIndex = first;
  const start = p.nextStart();
  const { faults, current } = p;
  p.state.isBehindBroken = true;
  try {
    read();
    p.state.isBehindBroken = p.faults > faults;
  } catch (fault) {
    p.nesting = 0;
    p.current = current;
    const begins = (index: number): boolean => p.beginsNextDeclaration(index);
    p.recover(fault, first, begins, (at) => nextDeclaration(p, first, at));
    declarations?.push(brokenDeclaration(p, first, start));
  }
}

/**
 * Takes away the constants just read that are indented, as the statements of a plan are that ends too early; returns the
 * index of the first.
 */
function dropStatements(p: Parser, declarations: Declaration[]): number | undefined {
  let first: number | undefined;
  for (let last = declarations.at(-1); last?.kind === "constantDeclaration"; last = declarations.at(-1)) {
    const index = layout.indexAt(p.view, last.span.start);
    if (layout.columnOf(p.view, index) === 0) break;
    declarations.pop();
    first = index;
  }
  return first;
}

/** Skips and reports text that begins no declaration; returns false at the end of the file. */
function skipTopLevel(p: Parser, declarations: Declaration[]): boolean {
  if (p.isRecording || p.isNext(kinds.EndOfFile)) return false;
  const first = p.index();
  const token = p.LA(1);
  if (first === p.state.moduleBrace) {
    p.goTo(first + 1);
    return true;
  }
  if (p.state.isBehindBroken && isRestOfBroken(p, first)) {
    p.goTo(nextDeclaration(p, p.declarationIndex, first));
    // It may be the end of one declaration and the name of the next: `} send(x: Int) {`.
    if (p.isWord(token.tokenType)) declarations.push(brokenDeclaration(p, first, token.startOffset));
    return true;
  }
  p.declarationIndex = first;
  p.faults++;
  if (token.tokenType === word.import || token.tokenType === word.module) {
    p.reportOnce(token.startOffset, () => {
      const place = { file: p.source.name, span: p.spanOf(token) };
      const where =
        token.tokenType === word.module ? "once, at the top of its file" : "above all declarations";
      return misplacedPart.at(place, { what: `\`${token.image}\``, where });
    });
    if (token.tokenType === word.import) return true;
  }
  if (first > 0 && layout.beginsDeclaration(p.view, first - 1)) {
    // The declaration before has read this one's first word as its own last.
    p.reportOnce(token.startOffset, () => explainCutOff(p.context(first - 1, first - 1), first));
    const last = declarations.at(-1);
    if (last?.span.end === p.previousEnd())
      declarations.splice(
        -1,
        1,
        brokenDeclaration(p, layout.indexAt(p.view, last.span.start), last.span.start),
      );
    p.goTo(first - 1);
    return true;
  }
  const rest = dropStatements(p, declarations) ?? first;
  const closed = rest > 0 && layout.typeAt(p.view, rest - 1) === kinds.RightBrace ? rest - 1 : undefined;
  const before = declarations.at(-1);
  const isRest = before !== undefined && isRestOf(p, before, first);
  // The brace of a result's type closes no clauses.
  const lacksBraces = isRest && "clauses" in before && before.clauses.length === 0;
  p.reportOnce(p.previousEnd(), () =>
    explainTopLevel(p.context(first, first), topLevelWords, lacksBraces ? undefined : closed, isRest),
  );
  if (isRest)
    declarations.splice(-1, 1, "broken" in before ? { ...before, broken: true, cutShort: true } : before);
  p.goTo(nextDeclaration(p, first, first));
  if (p.isWord(token.tokenType)) declarations.push(brokenDeclaration(p, first, token.startOffset));
  return true;
}

/** True if this can be the rest of an item that was reported. */
function isRestOfBroken(p: Parser, index: number): boolean {
  const column = layout.columnOf(p.view, index);
  const isBeside = column !== undefined && column <= layout.lineIndentation(p.view, p.declarationIndex);
  return !isBeside || !layout.isWord(p.view, index) || layout.beginsStatement(p.view, index);
}

/** True if what can't be read belongs to the declaration before: its braces are not there, or end too early. */
function isRestOf(p: Parser, { span }: Declaration, index: number): boolean {
  const { view } = p;
  if (span.end !== p.previousEnd()) return false;
  const column = layout.columnOf(view, index);
  const own = layout.lineIndentation(view, layout.indexAt(view, span.start));
  // One bracket too many at its end leaves it whole.
  if (layout.isCloser(layout.typeAt(view, index))) {
    const next = layout.columnOf(view, index + 1);
    return !(layout.typeAt(view, index + 1) === kinds.EndOfFile || (next !== undefined && next <= own));
  }
  return column === undefined || column > own;
}

/** The next declaration behind one that began at `first` and could not be read on from `at`. */
function nextDeclaration(p: Parser, first: number, at: number): number {
  const { view } = p;
  const column = layout.lineIndentation(view, first);
  for (let index = Math.max(at, first + 1); ; index++) {
    if (layout.typeAt(view, index) === kinds.EndOfFile) return index;
    const own = layout.columnOf(view, index);
    if (own !== undefined && own <= column && layout.beginsDeclaration(view, index)) return index;
  }
}

/** Keeps the name that a declaration would have given, so that its uses are not reported as errors. */
function brokenDeclaration(p: Parser, first: number, start: number): Declaration {
  const isPrivate = layout.typeAt(p.view, first) === word.private;
  const { name, others } = lostNames(p.view, isPrivate ? first + 1 : first);
  const isName = name !== undefined && p.isName(name.tokenType);
  return {
    kind: "brokenDeclaration",
    name: isName ? p.toName(name) : undefined,
    lost: others,
    span: p.spanFrom(start),
  };
}

/** Reports the braces of `module m { … }`, and reads the declarations as if they were not there. */
function skipModuleBrace(p: Parser): void {
  const { view } = p;
  const file = p.source.name;
  const at = p.index();
  const last = view.tokens.length - 2;
  const isWhole = last > at && layout.typeAt(view, last) === kinds.RightBrace;
  const edits = (isWhole ? [at, last] : [at]).map((index) => {
    const { startOffset, end } = layout.tokenAt(view, index);
    return { file, span: { start: startOffset, end }, newText: "" };
  });
  const { startOffset: start, end } = layout.tokenAt(view, at);
  p.report({ start, end }, () =>
    unexpected.at(
      { file, span: { start, end } },
      { expected: "an import or a declaration", found: "`{`" },
      {
        notes: ["A file is one module: `module` and its path stand in the first line, without braces."],
        fixes: [{ title: "Take the braces away", safe: false, edits }],
      },
    ),
  );
  p.state.moduleBrace = isWhole ? last : undefined;
  p.goTo(at + 1);
}

function reportMissingModule(p: Parser): void {
  if (p.isRecording || p.isNext(word.module)) return;
  const file = p.source.name;
  const name = /([a-z_]\w*)\.orch$/.exec(file)?.[1] ?? "main";
  const edits = [{ file, span: { start: 0, end: 0 }, newText: `module ${name}\n\n` }];
  const first = p.LA(1);
  p.reportOnce(first.startOffset, () =>
    missingModule.at(
      { file, span: p.spanOf(first) },
      {},
      { fixes: [{ title: `Begin with \`module ${name}\``, safe: false, edits }] },
    ),
  );
}

/** The names that a declaration which cannot be read may have declared. */
export interface LostNames {
  /** The word that is most likely its name; none where it may be any. */
  readonly name: Token | undefined;
  /** The other words of its first line, before any bracket: words that have changed places. */
  readonly others: readonly string[];
}

/**
 * Reads the name off the first words of a declaration that cannot be read, so that its uses are not reported as errors.
 *
 * @param begin the index of its first token, behind `private`.
 */
export function lostNames(view: layout.TokenView, begin: number): LostNames {
  const { tokens } = view;
  const image = (index: number): string => layout.tokenAt(view, index).image;
  // `order(…) { … }`, `Order type { … }`: the first word is the name, where no word says what is declared.
  const isDeclaring = (index: number): boolean => topLevelWords.includes(image(index));
  const isLed = isDeclaring(begin) || (layout.isWord(view, begin + 1) && !isDeclaring(begin + 1));
  // `service service a(…)`, `async plan p(…)`
  const isBeside = !layout.beginsLine(view, Math.min(begin + 1, tokens.length - 1));
  const isTwice = isBeside && isDeclaring(begin + 1) && layout.isWord(view, begin + 2);
  const at = isTwice ? begin + 2 : isLed ? begin + 1 : begin;
  // An import could have brought any name: `import a.b { x`, `a.b { x }`, `a import .b { x }`, `imprt a.b { x }`.
  const isImport =
    importing.test(image(begin)) ||
    closest(image(begin), topLevelWords) === "import" ||
    (isBeside && image(begin + 1) === "import") ||
    layout.typeAt(view, begin + 1) === kinds.Dot;
  // The name is unknown as well where it stands on another line, or is joined to the next word: `tool sendto: Email)`,
  // `tool sendto(: Email)`.
  const behind = layout.typeAt(view, at + 1) === kinds.LeftParen ? at + 2 : at + 1;
  const isGrown = takesFields.test(image(begin)) && layout.typeAt(view, behind) === kinds.Colon;
  const isNameless = isImport || isGrown || (at > begin && !isBeside);
  return { name: isNameless ? undefined : tokens[at], others: wordsOfLine(view, begin) };
}

function wordsOfLine(view: layout.TokenView, begin: number): readonly string[] {
  const words: string[] = [];
  for (let index = begin; index < view.tokens.length; index++) {
    const { tokenType, image } = layout.tokenAt(view, index);
    if (index > begin && layout.beginsLine(view, index)) break;
    if (layout.isOpener(tokenType) || tokenType === kinds.EndOfFile) break;
    if (layout.isWord(view, index)) words.push(image);
  }
  return words;
}

const importing = /^(?:import|from|use|using|include|require|export)$/;

/** Declarations with parameters or fields in round brackets behind their name. */
const takesFields = /^(?:tool|agent|service|llm|human|plan|goal|event|fusion)$/;

export const topLevelWords: readonly string[] = [...declarationWords, "import", "module"];
