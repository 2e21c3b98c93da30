import type { LoadedModule } from "@orchlang/checker/load";
import { createProgram, type ProgramContext } from "@orchlang/checker/scope";
import { createSourceFile, parse } from "@orchlang/language";
import type { Declaration, Span } from "@orchlang/language/ast";
import type { CompiledProject } from "../compile.ts";
import type { Document } from "./document.ts";
import type { OpenPart, OpenProject, PlaceInFile } from "./open-program.ts";
import { lead, type ReparseUnit } from "./reparse-unit.ts";

/** A project whose declarations are each kept by themselves, for whoever asks of it. */
export function askedLive(
  context: ProgramContext,
  modules: readonly LoadedModule[],
  documents: ReadonlyMap<string, Document>,
): Omit<OpenProject, "modules" | "recent" | "standard"> {
  const own = modules.filter(({ standard }) => !standard);
  const moduleAt = (path: string) => own.find(({ file }) => file.name === path);
  return {
    context,
    paths: own.map(({ file }) => file.name),
    parts(path) {
      const module = moduleAt(path);
      const units = documents.get(path)?.units ?? [];
      return module === undefined ? [] : units.map((unit) => new LivePart(unit, module));
    },
    partAt(path, offset) {
      const module = moduleAt(path);
      const unit = documents.get(path)?.unitAt(offset);
      return module && unit && new LivePart(unit, module);
    },
    text: (file) => {
      const cut = file.indexOf("\u0000");
      const unit = documents.get(cut === -1 ? file : file.slice(0, cut))?.unit(file);
      if (unit === undefined) return modules.find((module) => module.file.name === file)?.file.text;
      return unit.isHead ? unit.text : lead + unit.text;
    },
    place: (file, span) => placed(file, span, documents),
  };
}

/** A unit of a file; its text and its tree are made as they are asked for: most parts are only counted. */
class LivePart implements OpenPart {
  readonly id: string;
  readonly path: string;
  readonly module: string;
  readonly base: number;
  readonly imports: OpenPart["imports"];
  readonly header: OpenPart["header"];
  readonly #unit: ReparseUnit;

  constructor(unit: ReparseUnit, module: LoadedModule) {
    this.#unit = unit;
    this.id = unit.id;
    this.path = module.file.name;
    this.module = module.name;
    this.base = unit.isHead ? 0 : unit.offset - lead.length;
    this.imports = unit.isHead ? module.tree.imports : [];
    this.header = unit.isHead ? module.tree.module : undefined;
  }

  get text(): string {
    const { isHead, text } = this.#unit;
    return isHead ? text : lead + text;
  }

  get declarations(): readonly Declaration[] {
    return this.#unit.reading.declarations;
  }

  reread(text: string): readonly Declaration[] {
    return parse(createSourceFile(this.id, text)).file.declarations;
  }
}

function placed(file: string, { start, end }: Span, documents: ReadonlyMap<string, Document>): PlaceInFile {
  const cut = file.indexOf("\u0000");
  const path = cut === -1 ? file : file.slice(0, cut);
  const from = documents.get(path)?.offset(file, start) ?? start;
  return { path, span: { start: from, end: from + end - start } };
}

/** A project that is only understood as a whole: each file is one part. */
export function askedWhole(
  { resolved }: CompiledProject,
  root: string,
): Omit<OpenProject, "modules" | "recent" | "standard"> {
  const context = createProgram(resolved, root, () => {});
  const own = [...resolved.project.modules.values()].filter(({ standard }) => !standard);
  const partOf = ({ name, file, tree }: LoadedModule): OpenPart => ({
    id: file.name,
    path: file.name,
    module: name,
    base: 0,
    text: file.text,
    declarations: tree.declarations,
    imports: tree.imports,
    header: tree.module,
    reread: (text) => parse(createSourceFile(file.name, text)).file.declarations,
  });
  const parts = (path: string) => own.filter(({ file }) => file.name === path).map(partOf);
  return {
    context,
    paths: own.map(({ file }) => file.name),
    parts,
    partAt: (path) => parts(path)[0],
    text: (file) => [...resolved.project.modules.values()].find((one) => one.file.name === file)?.file.text,
    place: (file, span) => ({ path: file, span }),
  };
}
