import type { TokenType } from "chevrotain";
import * as kinds from "../lexer/token-types.ts";
import { word } from "../lexer/token-types.ts";
import type { Lexed } from "../lexer/tokenise.ts";
import { lineAt, type SourceFile } from "../source/source-file.ts";
import { Recovery } from "./recovery.ts";
import { unexpected } from "./syntax-errors.ts";
import * as layout from "./token-view.ts";

/** Lists without brackets whose parts are joined by another sign than theirs: `fails a, b`, `tags a | b`, `on a and b`. */
export abstract class Joiners extends Recovery {
  /** The line of the list that was told of last: all its joiners are one mistake. */
  private joinerLine = -1;

  protected override begin(source: SourceFile, lexed: Lexed): void {
    super.begin(source, lexed);
    this.joinerLine = -1;
  }

  protected override passesJoiner(separator: TokenType): boolean {
    if (this.RECORDING_PHASE || !joiners.some((joiner) => this.isNext(joiner))) return false;
    const at = this.index();
    if (!this.goesOn(at, separator)) return false;
    this.goTo(at + 1);
    const { startOffset: start, end, image } = layout.tokenAt(this.view, at);
    const line = lineAt(this.source, start);
    if (line === this.joinerLine) return true;
    this.joinerLine = line;
    const file = this.source.name;
    const sign = signOf(separator);
    // A comma stands directly behind what is before it.
    const from = separator === kinds.Comma ? layout.tokenAt(this.view, at - 1).end : start;
    const newText = separator === kinds.Comma || image !== "," ? sign : ` ${sign}`;
    const edits = [{ file, span: { start: from, end }, newText }];
    this.tell({ start, end }, () =>
      unexpected.at(
        { file, span: { start, end } },
        { expected: `\`${sign}\``, found: `\`${image}\`` },
        {
          notes: [`The parts of this list are joined by \`${sign}\`.`],
          fixes: [{ title: `Write \`${sign}\``, safe: true, edits }],
        },
      ),
    );
    return true;
  }

  /** Whether what stands behind a sign can only be the list's next part, and no field, parameter or type of its own. */
  private goesOn(at: number, separator: TokenType): boolean {
    const { view } = this;
    const next = layout.typeAt(view, at + 1);
    const isPart = layout.isWord(view, at + 1) || next === kinds.Text;
    if (layout.typeAt(view, at) === separator || !isPart || layout.beginsLine(view, at + 1)) return false;
    // In a guardrail the next rule may begin here.
    if (separator === word.or)
      return !/^(?:at|every|never|cost|latency|energy|tokens)$/u.test(layout.tokenAt(view, at + 1).image);
    if (separator !== kinds.Bar || this.current.rule === "pattern") return true;
    const behind = layout.typeAt(view, at + 2);
    return behind !== kinds.Colon && behind !== kinds.Greater && behind !== kinds.Less;
  }
}

const joiners = [kinds.Comma, kinds.Bar, word.and, word.or];

function signOf(separator: TokenType): string {
  return separator === kinds.Comma ? "," : separator === kinds.Bar ? "|" : "or";
}
