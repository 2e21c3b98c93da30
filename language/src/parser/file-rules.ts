import type { DeclarationBase } from "../ast/declaration.ts";
import type { Declaration, FileNode, Import, ImportedName, ModuleHeader } from "../ast/file.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, word } from "../lexer/token-types.ts";
import { docBetween } from "./doc-comments.ts";
import { explainCutOff } from "./explain-fault.ts";
import { explainTopLevel } from "./explain-unknown.ts";
import { lostNames, topLevelWords } from "./lost-names.ts";
import type { Listed, Rule } from "./recogniser.ts";
import { ScenarioRules } from "./scenario-rules.ts";
import { misplacedPart, missingModule, unexpected } from "./syntax-errors.ts";
import * as layout from "./token-view.ts";

/** Files: the module, its imports, its declarations. */
export class FileRules extends ScenarioRules {
  private declarationStart = 0;
  private doc: string | undefined;
  private isPrivate = false;
  private faultsBefore = 0;
  /** Whether a mistake was told of what was read last. */
  private isBehindBroken = false;
  /** The index of the brace at the end of a file whose module has braces. */
  private moduleBrace: number | undefined;

  // moduleHeader = "module" path ;
  readonly moduleHeader: Rule<ModuleHeader> = this.rule("moduleHeader", () => {
    const doc = this.docBefore(this.nextStart());
    const token = this.CONSUME(word.module);
    const path = this.SUBRULE(this.path);
    if (!this.RECORDING_PHASE && this.isNext(kinds.LeftBrace)) this.passModuleBrace();
    return {
      kind: "module",
      path,
      doc,
      span: this.spanFrom(token.startOffset),
    };
  });

  // import = "import" path "{" [ imported { "," imported } [","] ] "}" ;
  readonly import: Rule<Import> = this.rule("import", () => {
    const { faults } = this;
    const start = this.pass(word.import);
    const path = this.SUBRULE(this.path);
    const open = this.pass(kinds.LeftBrace);
    const names = this.listOf(this.importedNames);
    this.close(kinds.RightBrace, open);
    return {
      kind: "import",
      path,
      names,
      broken: this.faults > faults,
      span: this.spanFrom(start),
    };
  });

  private readonly importedNames: Listed<ImportedName> = {
    SEP: kinds.Comma,
    DEF: () => (this.isNext(kinds.RightBrace) ? undefined : this.SUBRULE(this.imported)),
  };

  // imported = NAME [ "as" NAME ] ;
  readonly imported: Rule<ImportedName> = this.rule("imported", () => {
    const name = this.readName(Identifier, 1);
    const alias = this.OPTION(() => {
      this.pass(word.as);
      return this.readName(Identifier, 2);
    });
    return { kind: "importedName", name, alias, span: this.spanFrom(name.span.start) };
  });

  private readonly declarationAlternatives = [
    { ALT: (): Declaration => this.SUBRULE(this.capability) },
    { ALT: (): Declaration => this.SUBRULE(this.typeDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.unitDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.roleDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.resourceDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.signalDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.flagDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.eventDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.fusionDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.goalDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.planDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.policyDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.guardrailDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.triggerDeclaration) },
    { ALT: (): Declaration => this.SUBRULE(this.scenarioDeclaration) },
  ];

  // declaration = [ "private" ] ( capability | typeDecl | unit | role | resource | signal | flag | event | fusion
  //             | goal | plan | policy | guardrail | trigger | scenario ) ;
  readonly declaration: Rule<Declaration> = this.rule("declaration", () => {
    this.declarationStart = this.nextStart();
    this.faultsBefore = this.faults;
    this.doc = this.docBefore(this.declarationStart);
    this.isPrivate = this.OPTION(() => this.CONSUME(word.private)) !== undefined;
    return this.OR(this.declarationAlternatives);
  });

  // file = moduleHeader { import } { declaration } ;
  readonly file: Rule<FileNode> = this.rule("file", () => {
    let header: ModuleHeader | undefined;
    const imports: Import[] = [];
    const declarations: Declaration[] = [];
    this.moduleBrace = undefined;
    this.tellMissingModule();
    this.OPTION(() =>
      this.guarded(() => {
        header = this.SUBRULE(this.moduleHeader);
      }),
    );
    do {
      this.MANY1(() => this.guarded(() => imports.push(this.SUBRULE(this.import)), declarations));
      this.MANY2(() => this.guarded(() => declarations.push(this.SUBRULE(this.declaration)), declarations));
    } while (this.passTopLevel(declarations));
    const span = { start: 0, end: this.source.text.length };
    return { kind: "file", module: header, imports, declarations, span };
  });

  protected override declared(): DeclarationBase {
    const span = this.spanFrom(this.declarationStart);
    const broken = this.faults > this.faultsBefore || (this.lexed.errors.length > 0 && this.isLexical(span));
    const cutShort = broken && !this.isBalanced();
    const { doc, isPrivate } = this;
    if (cutShort) return { doc, private: isPrivate, broken, cutShort, span };
    return { doc, private: isPrivate, broken, span };
  }

  private docBefore(start: number): string | undefined {
    return docBetween(this.source.text, this.lexed.comments, this.previousEnd(), start);
  }

  /** Reads one item of the file; one that can't be read is told and passed over, up to the next declaration. */
  private guarded(read: () => void, declarations?: Declaration[]): void {
    const first = this.index();
    this.declarationIndex = first;
    const start = this.nextStart();
    const { faults, current } = this;
    this.isBehindBroken = true;
    try {
      read();
      this.isBehindBroken = this.faults > faults;
    } catch (fault) {
      this.nesting = 0;
      this.current = current;
      const begins = (index: number): boolean => this.beginsNextDeclaration(index);
      this.recover(fault, first, begins, (at) => this.nextDeclaration(first, at));
      declarations?.push(this.brokenDeclaration(first, start));
    }
  }

  /** Passes what begins no declaration, and tells it; false at the end of the file. */
  private passTopLevel(declarations: Declaration[]): boolean {
    if (this.RECORDING_PHASE || this.isNext(kinds.EndOfFile)) return false;
    const first = this.index();
    const token = this.LA(1) as Token;
    if (first === this.moduleBrace) {
      this.goTo(first + 1);
      return true;
    }
    if (this.isBehindBroken && this.isRest(first)) {
      this.goTo(this.nextDeclaration(this.declarationIndex, first));
      // It may be the end of one declaration and the name of the next: `} send(x: Int) {`.
      if (this.isWord(token.tokenType)) declarations.push(this.brokenDeclaration(first, token.startOffset));
      return true;
    }
    this.declarationIndex = first;
    this.faults++;
    if (token.tokenType === word.import || token.tokenType === word.module) {
      this.tellOnce(token.startOffset, () => {
        const place = { file: this.source.name, span: this.spanOf(token) };
        const where =
          token.tokenType === word.module ? "once, at the top of its file" : "above all declarations";
        return misplacedPart.at(place, { what: `\`${token.image}\``, where });
      });
      if (token.tokenType === word.import) return true;
    }
    if (first > 0 && layout.beginsDeclaration(this.view, first - 1)) {
      // What stands before has taken this declaration's first word for its own last.
      this.tellOnce(token.startOffset, () => explainCutOff(this.context(first - 1, first - 1), first));
      const last = declarations.at(-1);
      if (last?.span.end === this.previousEnd())
        declarations.splice(
          -1,
          1,
          this.brokenDeclaration(layout.indexAt(this.view, last.span.start), last.span.start),
        );
      this.goTo(first - 1);
      return true;
    }
    const closed =
      first > 0 && layout.typeAt(this.view, first - 1) === kinds.RightBrace ? first - 1 : undefined;
    const before = declarations.at(-1);
    const isRest = before !== undefined && this.isRestOf(before, first);
    // The brace of a result's type closes no clauses.
    const lacksBraces = isRest && "clauses" in before && before.clauses.length === 0;
    this.tellOnce(this.previousEnd(), () =>
      explainTopLevel(this.context(first, first), topLevelWords, lacksBraces ? undefined : closed, isRest),
    );
    if (isRest)
      declarations.splice(-1, 1, "broken" in before ? { ...before, broken: true, cutShort: true } : before);
    this.goTo(this.nextDeclaration(first, first));
    if (this.isWord(token.tokenType)) declarations.push(this.brokenDeclaration(first, token.startOffset));
    return true;
  }

  /** Whether what was broken has been told, and this can be what is left of it. */
  private isRest(index: number): boolean {
    const column = layout.columnOf(this.view, index);
    const isBeside =
      column !== undefined && column <= layout.lineIndentation(this.view, this.declarationIndex);
    return !isBeside || !layout.isWord(this.view, index) || layout.beginsStatement(this.view, index);
  }

  /** Whether what can't be read belongs to the declaration before: its braces are not there, or end too early. */
  private isRestOf({ span }: Declaration, index: number): boolean {
    const { view } = this;
    if (span.end !== this.previousEnd()) return false;
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
  private nextDeclaration(first: number, at: number): number {
    const { view } = this;
    const column = layout.lineIndentation(view, first);
    for (let index = Math.max(at, first + 1); ; index++) {
      if (layout.typeAt(view, index) === kinds.EndOfFile) return index;
      const own = layout.columnOf(view, index);
      if (own !== undefined && own <= column && layout.beginsDeclaration(view, index)) return index;
    }
  }

  /** Keeps the name that a declaration would have given, so that its uses are not told as mistakes of their own. */
  private brokenDeclaration(first: number, start: number): Declaration {
    const isPrivate = layout.typeAt(this.view, first) === word.private;
    const { name, others } = lostNames(this.view, isPrivate ? first + 1 : first);
    const isName = name !== undefined && this.isName(name.tokenType);
    return {
      kind: "brokenDeclaration",
      name: isName ? this.toName(name) : undefined,
      lost: others,
      span: this.spanFrom(start),
    };
  }

  /** `module m { … }`: told, and its declarations are read as if the braces were not there. */
  private passModuleBrace(): void {
    const { view } = this;
    const file = this.source.name;
    const at = this.index();
    const last = view.tokens.length - 2;
    const isWhole = last > at && layout.typeAt(view, last) === kinds.RightBrace;
    const edits = (isWhole ? [at, last] : [at]).map((index) => {
      const { startOffset, end } = layout.tokenAt(view, index);
      return { file, span: { start: startOffset, end }, newText: "" };
    });
    const { startOffset: start, end } = layout.tokenAt(view, at);
    this.tell({ start, end }, () =>
      unexpected.at(
        { file, span: { start, end } },
        { expected: "an import or a declaration", found: "`{`" },
        {
          notes: ["A file is one module: `module` and its path stand in the first line, without braces."],
          fixes: [{ title: "Take the braces away", safe: false, edits }],
        },
      ),
    );
    this.moduleBrace = isWhole ? last : undefined;
    this.goTo(at + 1);
  }

  private tellMissingModule(): void {
    if (this.RECORDING_PHASE || this.isNext(word.module)) return;
    const file = this.source.name;
    const name = /([a-z_]\w*)\.orch$/.exec(file)?.[1] ?? "main";
    const edits = [{ file, span: { start: 0, end: 0 }, newText: `module ${name}\n\n` }];
    const first = this.LA(1);
    this.tellOnce(first.startOffset, () =>
      missingModule.at(
        { file, span: this.spanOf(first) },
        {},
        { fixes: [{ title: `Begin with \`module ${name}\``, safe: false, edits }] },
      ),
    );
  }
}
