import {
  type CompileResult,
  compile,
  type Host,
  openSession,
  type Program,
  type Session,
} from "@orchlang/compiler";
import type { OpenProject } from "@orchlang/editing";
import { applyEdits, type Diagnostic, type TextEdit } from "@orchlang/language";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver/node";
import { differing, TextDocument } from "./document.ts";
import { hostOver, isStandardFile, orchFilesBelow, projectFolderOf, standardFileOf } from "./files.ts";
import { pathOfUri, uriOfPath } from "./paths.ts";

/** A file where something is asked: its text, its program, its project. */
export interface Asked {
  readonly document: TextDocument;
  readonly session: Session;
  readonly project: OpenProject;
}

/** Programs by the folder of their `orch.json`, or by the path of a file without one. */
type Key = string;

interface Compiled {
  readonly result: CompileResult;
  readonly root: string;
}

/** An author works at a few places of many files at once: what they left so many changes ago is let go of. */
const heldFor = 8;

/** Every text and program that an editor has open. */
export class Workspace {
  /** By path: open ones, and those that were looked at. */
  readonly #open = new Map<string, TextDocument>();
  readonly #sessions = new Map<Key, Session>();
  readonly #keys = new Map<string, Key>();
  /** Programs with their plan files: until the next change of any of their texts. */
  readonly #compiled = new Map<Key, Compiled>();
  readonly #host = hostOver((path) => this.#open.get(path)?.text);
  /** Results of played scenarios, by file and title, with the revision of their program. */
  readonly verdicts = new Map<string, { readonly status: string; readonly revision: number }>();
  #folders: readonly string[] = [];
  #revision = 0;
  /** How often the texts of each program have changed, and of all of them at once. */
  readonly #changes = new Map<Key, number>();
  #changesOfAll = 0;
  /** Diagnostics of a file since the last change of any file. */
  readonly #asked = new Map<string, Asked>();

  setFolders(uris: readonly string[]): void {
    this.#folders = uris.map(pathOfUri);
  }

  changeFolders(added: readonly string[], removed: readonly string[]): void {
    const gone = new Set(removed.map(pathOfUri));
    const kept = this.#folders.filter((folder) => !gone.has(folder));
    this.#folders = [...new Set([...kept, ...added.map(pathOfUri)])];
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  /** Another after each change of any text: what was answered of one revision holds as long as that. */
  get revision(): number {
    return this.#revision;
  }

  /** Another after each change of the program that a file is of. */
  revisionOf(path: string): number {
    return this.#changesOfAll + (this.#changes.get(this.#keyOf(path)) ?? 0);
  }

  #outdate(key: Key): void {
    this.#compiled.delete(key);
    this.#changes.set(key, (this.#changes.get(key) ?? 0) + 1);
  }

  #changed(): void {
    this.#revision += 1;
    this.#asked.clear();
  }

  /** Open texts, by path. */
  get documents(): readonly TextDocument[] {
    return [...this.#open.values()];
  }

  open(uri: string, version: number, text: string): TextDocument {
    this.#changed();
    const path = pathOfUri(uri);
    const document = new TextDocument(uri, path, version, text);
    const before = this.#sessions.get(this.#keyOf(path))?.text(path);
    this.#open.set(path, document);
    if (before !== document.text) this.#forget(path);
    return document;
  }

  change(
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
  ): TextDocument | undefined {
    const document = this.#open.get(pathOfUri(uri));
    if (document === undefined) return undefined;
    this.#changed();
    const keys = this.#keysWith(document.path);
    for (const key of keys) this.#outdate(key);
    const wereLarge = new Set([document.isLarge]);
    for (const change of changes) {
      const range = "range" in change ? change.range : undefined;
      const made = document.change(range, change.text);
      wereLarge.add(document.isLarge);
      if (!wereLarge.has(true)) for (const key of keys) this.#sessions.get(key)?.change(document.path, made);
    }
    // Programs hold no file that is too large.
    if (wereLarge.size > 1) {
      this.#forget(document.path);
      this.#forgetLoose();
    }
    document.version = version;
    return document;
  }

  close(uri: string): void {
    this.#changed();
    const path = pathOfUri(uri);
    const document = this.#open.get(path);
    this.#open.delete(path);
    // Unsaved changes are gone.
    if (document !== undefined) this.#forget(path);
  }

  /** Files that have come, changed or gone. */
  touched(uris: readonly string[]): void {
    this.#changed();
    for (const path of uris.map(pathOfUri)) {
      if (path.endsWith("orch.json")) this.#forgetAll();
      else if (!this.#open.has(path)) {
        this.#forget(path);
        this.#forgetLoose();
      }
    }
  }

  document(uri: string): TextDocument | undefined {
    return this.#open.get(pathOfUri(uri));
  }

  /** The text of a file of a program, open or not. */
  textAt(path: string): TextDocument | undefined {
    const open = this.#open.get(path);
    if (open !== undefined) return open;
    const file = standardFileOf(path) ?? path;
    const reading = this.#host.read(file);
    return "text" in reading ? new TextDocument(uriOfPath(file), path, 0, reading.text) : undefined;
  }

  ask(uri: string): Asked | undefined {
    const document = this.document(uri);
    if (document === undefined || document.isLarge) return undefined;
    const known = this.#asked.get(document.path);
    if (known !== undefined) return known;
    const session = this.sessionOf(document.path);
    const project = session.projectOf(document.path);
    if (project === undefined) return undefined;
    const asked = { document, session, project };
    this.#asked.set(document.path, asked);
    return asked;
  }

  /** The diagnostics of a file. The standard library has none; a file that is too large has one that says so. */
  diagnostics(document: TextDocument): readonly Diagnostic[] {
    if (isStandardFile(document.path)) return [];
    return this.sessionOf(document.path).diagnostics(document.path);
  }

  /** The diagnostics that a file would have with another text. Earlier answers of the program are stale afterwards. */
  diagnosticsWith({ path, text }: TextDocument, other: string): readonly Diagnostic[] {
    const session = this.sessionOf(path);
    const [start, end] = differing(text, other);
    const tail = text.length - end;
    session.change(path, { start, end, text: other.slice(start, other.length - tail) });
    const diagnostics = session.diagnostics(path);
    session.change(path, { start, end: other.length - tail, text: text.slice(start, end) });
    this.#asked.clear();
    return diagnostics;
  }

  /**
   * The first mistake that a program would have more if its files were changed so. What was asked of the program before
   * is stale after it.
   */
  mistakeWith(path: string, edits: readonly TextEdit[]): Diagnostic | undefined {
    const session = this.sessionOf(path);
    const files = this.filesWith(path);
    const errors = () =>
      files.flatMap((file) => session.diagnostics(file)).filter(({ severity }) => severity === "error");
    // Diagnostics may change their words, because they mention what has changed.
    const before = new Map(
      [...Map.groupBy(errors(), ({ code }) => code)].map(([code, all]) => [code, all.length]),
    );
    const undone = [...Map.groupBy(edits, ({ file }) => file)].map(([file, own]) => {
      const text = session.text(file) ?? "";
      const other = applyEdits(text, 0, own);
      session.change(file, { start: 0, end: text.length, text: other });
      return () => session.change(file, { start: 0, end: other.length, text });
    });
    const diagnostic = errors().find(({ code }) => {
      const left = before.get(code) ?? 0;
      before.set(code, left - 1);
      return left <= 0;
    });
    for (const undo of undone) undo();
    this.#asked.clear();
    return diagnostic;
  }

  sessionOf(path: string): Session {
    const key = this.#keyOf(path);
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const made = this.#openSession(key, path);
    this.#sessions.set(key, made);
    return made;
  }

  /** The program of a file with its plan files: what pictures and simulated runs are made of. */
  compiled(path: string): Compiled {
    const key = this.#keyOf(path);
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const root = this.rootOf(path);
    const made = { root, result: compile({ files: filesOf(key, path), root }, this.#host) };
    this.#compiled.set(key, made);
    return made;
  }

  /** The folder that the paths of a file's program are told from. */
  rootOf(path: string): string {
    const key = this.#keyOf(path);
    return key === path ? folderOf(path) : key;
  }

  /** The program of a file as it would be if that file had another text. */
  programWith(path: string, text: string): { readonly program: Program; readonly host: Host } {
    const key = this.#keyOf(path);
    const root = this.rootOf(path);
    const read: Host["read"] = (asked) => (asked === path ? { text } : this.#host.read(asked));
    return { program: { files: filesOf(key, path), root }, host: { ...this.#host, read } };
  }

  /** After a question about every file: what was looked at for it is let go of. */
  rest(): void {
    for (const session of this.#sessions.values()) session.rest();
  }

  /** The files that are understood together with one. */
  filesWith(path: string): readonly string[] {
    return this.sessionOf(path).projectOf(path)?.paths ?? [path];
  }

  /** The files of which something else may have to be told once one has changed, that one among them. */
  filesTouchedBy(path: string): readonly string[] {
    const importing = this.#keysWith(path).filter((key) => key.endsWith(".orch"));
    return [...new Set([path, ...this.filesWith(path), ...importing])];
  }

  #openSession(key: Key, path: string): Session {
    const root = this.rootOf(path);
    return openSession({ files: filesOf(key, path), root }, this.#host, heldFor);
  }

  #keyOf(path: string): Key {
    let key = this.#keys.get(path);
    if (key === undefined) {
      key = projectFolderOf(path) ?? path;
      this.#keys.set(path, key);
    }
    return key;
  }

  /** The programs that a file is of: its own, and those of files without a project that import it. */
  #keysWith(path: string): readonly Key[] {
    const own = this.#keyOf(path);
    const others = [...this.#sessions].filter(
      ([key, session]) => key !== own && session.text(path) !== undefined,
    );
    return [own, ...others.map(([key]) => key)];
  }

  #forget(path: string): void {
    for (const key of this.#keysWith(path)) this.#forgetProgram(key);
    this.#keys.delete(path);
  }

  /** Files without a project: any may import what has just come. */
  #forgetLoose(): void {
    for (const key of this.#sessions.keys()) if (key.endsWith(".orch")) this.#forgetProgram(key);
  }

  #forgetProgram(key: Key): void {
    this.#sessions.delete(key);
    this.#outdate(key);
  }

  #forgetAll(): void {
    this.#sessions.clear();
    this.#compiled.clear();
    this.#changesOfAll += 1;
    this.#keys.clear();
  }
}

/** The files of a program: a file without a project, or all below its `orch.json` and the file at hand. */
function filesOf(key: Key, path: string): readonly string[] {
  if (key === path) return [path];
  const below = orchFilesBelow(key);
  return below.includes(path) ? below : [...below, path];
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}
