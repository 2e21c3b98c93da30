import { createSourceFile, type Diagnostic, parse, type SourceFile } from "@orchlang/language";
import { type FileNode, pathText } from "@orchlang/language/ast";
import type { Host, Reading } from "../host.ts";
import { fileEmpty, fileNotUtf8, fileTooLarge, fileUnreadable } from "./messages.ts";

/** A file of the language: its text, its tree, and what its name is. */
export interface LoadedModule {
  /** As its `module` line says; where that is missing, made from the file's name. */
  readonly name: string;
  readonly file: SourceFile;
  readonly tree: FileNode;
  /** True if it belongs to the standard library, which is assumed correct: nothing in it is reported. */
  readonly standard: boolean;
  /** The parser's diagnostics. */
  readonly diagnostics: readonly Diagnostic[];
}

export type ModuleReading = { readonly module: LoadedModule } | { readonly diagnostic: Diagnostic };

/** Makes a module of the text of one of the author's own files. */
export type OwnModule = (path: string, text: string) => LoadedModule;

export function readModule(path: string, host: Host, own: OwnModule): ModuleReading {
  const reading = host.read(path);
  if ("fault" in reading) return { diagnostic: faultDiagnostic(path, reading) };
  if (isBlank(reading.text)) {
    return { diagnostic: fileEmpty.at({ file: path, span: { start: 0, end: 0 } }, { file: path }) };
  }
  return { module: own(path, reading.text) };
}

/** A module from its text, whatever that holds. */
export function moduleOf(path: string, text: string, standard: boolean): LoadedModule {
  const file = createSourceFile(path, text);
  const { file: tree, diagnostics } = parse(file);
  return { name: nameOf(tree, path), file, tree, standard, diagnostics };
}

/** The module's name for a tree. */
export function nameOf({ module }: Pick<FileNode, "module">, path: string): string {
  return module === undefined ? nameFromPath(path) : pathText(module.path);
}

function isBlank(text: string): boolean {
  return text.trim() === "" || text.trim() === "\uFEFF";
}

function nameFromPath(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.orch$/u, "");
}

function faultDiagnostic(path: string, reading: Extract<Reading, { readonly fault: string }>): Diagnostic {
  const place = { file: path, span: { start: 0, end: 0 } };
  if (reading.fault === "not_utf8") return fileNotUtf8.at(place, { file: path });
  if (reading.fault === "too_large") return fileTooLarge.at(place, { file: path, because: reading.message });
  const because = { missing: "there is no such file", folder: "it is a folder", unreadable: reading.message };
  return fileUnreadable.at(place, { file: path, because: because[reading.fault] });
}
