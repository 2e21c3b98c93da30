import { lookup } from "@orchlang/checker/resolve";
import type { Look, OpenPart, OpenProject } from "@orchlang/compiler";
import type { TextEdit } from "@orchlang/language";
import { type Declaration, type Node, nodesAt, type Span, type Statement } from "@orchlang/language/ast";
import { lookAt } from "../look.ts";

/** Something that can be written for an author where nothing has to be wrong. */
export interface Rewrite {
  readonly title: string;
  /** `write` adds what was not there; the others say the same otherwise. */
  readonly kind: "extract" | "inline" | "rewrite" | "write";
  /**
   * Whether it surely preserves a program without mistakes. Otherwise only a check of the result can tell: a rule may
   * require a neighbour of a step, or a check may have narrowed a value beyond its type.
   */
  readonly sure: boolean;
  readonly edits: readonly TextEdit[];
}

/** Where an author asks what could be written: a declaration, with what is selected in it. Places are those of the part. */
export interface RewriteSite {
  readonly project: OpenProject;
  readonly part: OpenPart;
  readonly declaration: Declaration;
  readonly selected: Span;
  /** From the declaration down to what the selection begins in. */
  readonly way: readonly Node[];
  readonly look: () => Look;
}

export function rewriteSite(project: OpenProject, path: string, selected: Span): RewriteSite | undefined {
  const part = project.partAt(path, selected.start);
  if (part === undefined) return undefined;
  const own = { start: selected.start - part.base, end: selected.end - part.base };
  const declaration = part.declarations.find(({ span }) => span.start <= own.start && own.end <= span.end);
  if (declaration === undefined || declaration.kind === "brokenDeclaration" || declaration.broken)
    return undefined;
  let look: Look | undefined;
  return {
    project,
    part,
    declaration,
    selected: own,
    way: nodesAt(declaration, own.start),
    look: () => {
      look ??= lookAt(project, part, declaration);
      return look;
    },
  };
}

/** An edit of the part, as one of its file. */
export function edit({ part }: RewriteSite, { start, end }: Span, newText: string): TextEdit {
  return { file: part.path, span: { start: start + part.base, end: end + part.base }, newText };
}

/** Puts a declaration of its own behind the one at hand. */
export function declareBehind(site: RewriteSite, text: string): TextEdit {
  const { end } = site.declaration.span;
  return edit(site, { start: end, end }, `\n\n${text}`);
}

/** The indentation of the line that contains a position. */
export function indentAt({ part }: RewriteSite, at: number): string {
  const line = part.text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/u.exec(part.text.slice(line, at))?.[0] ?? "";
}

/** A name that nothing in the module has yet, nor any of those given. */
export function freshName(
  wanted: string,
  { look }: RewriteSite,
  taken: ReadonlySet<string> = new Set(),
): string {
  const { names } = look().module;
  const isTaken = (name: string): boolean => taken.has(name) || lookup(names, name) !== undefined;
  let name = wanted;
  for (let count = 2; isTaken(name); count++) name = `${wanted}_${count}`;
  return name;
}

/** The statements that are selected whole, one after another in one block; of a bare cursor the one that begins on its line. */
export function selectedStatements({ selected, way, part }: RewriteSite): readonly Statement[] {
  const block = way.findLast((node) => node.kind === "block");
  if (block?.kind !== "block" || block.broken) return [];
  if (selected.start === selected.end) {
    const around = block.statements.find(({ span }) => touches(span, selected.start));
    const isHead = around !== undefined && !part.text.slice(around.span.start, selected.start).includes("\n");
    return isHead ? [around] : [];
  }
  const touched = block.statements.filter(
    ({ span }) => span.start < selected.end && selected.start < span.end,
  );
  const [first, last] = [touched[0], touched.at(-1)];
  if (first === undefined || last === undefined) return [];
  // A partial selection was hardly intended.
  const isWhole = selected.start <= first.span.start && last.span.end <= selected.end;
  return isWhole ? touched : [];
}

function touches({ start, end }: Span, at: number): boolean {
  return start <= at && at <= end;
}
