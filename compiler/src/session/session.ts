import { callsItself } from "@orchlang/analysis";
import { type Host, mistakesPerFileMax, type Program } from "@orchlang/checker";
import { declaredByItself } from "@orchlang/checker/declarations";
import { importCycle, load, moreMistakes, normalisePath } from "@orchlang/checker/load";
import { reckonedInItsOwn, recursiveType, type Written } from "@orchlang/checker/types";
import { createWordTable, type Diagnostic, type WordTable } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { PlanFile } from "@orchlang/plan";
import { type CompileResult, compile } from "../compile.ts";
import { inOrder } from "../diagnostics.ts";
import type { Texts } from "../follow-ons.ts";
import { reported } from "../reported.ts";
import { type StandardName, standardNames } from "../standard-names.ts";
import { askedWhole } from "./asked.ts";
import { Document, type TextChange } from "./document.ts";
import { Circle } from "./graph.ts";
import { LiveProject } from "./live.ts";
import type { OpenProject } from "./open-program.ts";
import { type Place, relocated, withLines } from "./places.ts";
import { recentReadings } from "./reparse-unit.ts";

/**
 * An open program that changes. It reports what `compile` would report for the same texts, but after a change it
 * repeats only the checks that the change can affect.
 */
export interface Session {
  /** The text of a file as it is now, normalised; `undefined` where it is none of the program's own. */
  text(path: string): string | undefined;
  /** Changes a file. Offsets are into `text`; several changes are made one after another. */
  change(path: string, ...changes: readonly TextChange[]): void;
  /** The diagnostics of a file, in the order of its text. */
  diagnostics(path: string): readonly Diagnostic[];
  /** The project that a file belongs to, to ask of it; good until the next change. */
  projectOf(path: string): OpenProject | undefined;
  /**
   * A plan or goal as it would be run, for who wants to see it: its plan file but for the schemas, which only a run
   * needs. `undefined` while it has a mistake.
   */
  sketch(entry: string): PlanFile | undefined;
  /** The size of all its own files, in characters. */
  readonly size: number;
  /** Lets go of all that can be made again, as after a question about every file. */
  rest(): void;
  /**
   * Whether it is updated incrementally. Otherwise the program has a mistake that only a whole compilation reports, and
   * each change costs as much as one.
   */
  readonly isLive: boolean;
}

/**
 * Opens a program: reads and checks all of it.
 *
 * @param heldFor through so many changes it keeps what is large, can be made again, and was not asked for: fewer take
 * less memory, and make the first change at a place slower to which an author comes back. Left out: all is kept.
 */
export function openSession(program: Program, host: Host, heldFor = Number.POSITIVE_INFINITY): Session {
  return new OpenSession(program, host, heldFor);
}

class OpenSession implements Session {
  readonly #program: Program;
  /** The host's files, those that are open as they are now. */
  readonly #host: Host;
  #standard: readonly StandardName[] | undefined;
  readonly #heldFor: number;
  readonly #documents = new Map<string, Document>();
  readonly #readings = recentReadings();
  /** Undefined while the program can only be compiled as a whole. */
  #live: readonly LiveProject[] | undefined;
  /** True if a live update is worth a try. */
  #isHopeful = true;
  /** The result of the whole compilation, until the next change. */
  #whole: CompileResult | undefined;
  /** The diagnostics of each file, until the next change. */
  #reported: ReadonlyMap<string, readonly Diagnostic[]> | undefined;

  constructor(program: Program, host: Host, heldFor: number) {
    this.#program = program;
    this.#heldFor = heldFor;
    const read: Host["read"] = (path) => {
      const document = this.#documents.get(path);
      return document === undefined ? host.read(path) : { text: document.text };
    };
    this.#host = { ...host, read };
    this.#goLive();
  }

  get isLive(): boolean {
    return this.#live !== undefined;
  }

  get size(): number {
    return [...this.#documents.values()].reduce((sum, document) => sum + document.length, 0);
  }

  text(path: string): string | undefined {
    return this.#documents.get(normalisePath(path))?.text;
  }

  change(path: string, ...changes: readonly TextChange[]): void {
    const document = this.#documents.get(normalisePath(path));
    if (document === undefined) return;
    this.#whole = undefined;
    this.#reported = undefined;
    for (const change of changes) {
      // Text right after the imports may be part of them, or of a fix to them.
      const isAbove = change.start <= document.headEnd + 1;
      const made = document.change(change);
      const isHead = isAbove || made.changed.some((unit) => unit.isHead);
      // Another module, or an import of another, makes another program.
      if (isHead && this.#live?.every((live) => live.takesHead(document)) === false) {
        this.#live = undefined;
        this.#isHopeful = true;
      }
      try {
        for (const live of this.#live ?? []) live.change(document, made);
      } catch (error) {
        this.#giveUp(error);
      }
    }
    if (this.#live?.every((live) => live.keepsCurrency()) === false) {
      this.#live = undefined;
      this.#isHopeful = true;
    }
    this.#release(this.#heldFor);
  }

  rest(): void {
    this.#release(0);
  }

  #release(times: number): void {
    this.#readings.release(times);
    for (const live of this.#live ?? []) live.release(times);
  }

  diagnostics(path: string): readonly Diagnostic[] {
    const file = normalisePath(path);
    if (this.#live === undefined && this.#isHopeful) this.#goLive();
    if (this.#live !== undefined && this.#isOdd()) this.#giveUp(new Circle());
    if (this.#live !== undefined) {
      this.#reported ??= this.#reportedBy(this.#live);
      return this.#reported.get(file) ?? [];
    }
    if (this.#whole === undefined) {
      this.#whole = compile(this.#program, this.#host);
      this.#isHopeful = !this.#whole.diagnostics.some(({ code }) => wholeCodes.has(code));
    }
    return this.#whole.diagnostics.filter((diagnostic) => diagnostic.file === file);
  }

  sketch(entry: string): PlanFile | undefined {
    if (this.#live === undefined) {
      this.#whole ??= compile(this.#program, this.#host);
      return this.#whole.plan(entry);
    }
    for (const live of this.#live) {
      const planFile = live.sketch(entry);
      if (planFile !== undefined) return planFile;
    }
    return undefined;
  }

  projectOf(path: string): OpenProject | undefined {
    const file = normalisePath(path);
    this.diagnostics(file);
    const projects =
      this.#live?.map((live) => live.asked) ??
      this.#whole?.projects.map((project) => askedWhole(project, this.#program.root));
    const result = projects?.find(({ paths }) => paths.includes(file));
    const own = result === undefined ? [] : result.context.resolved.project.modules.keys();
    const modules = [...new Set([...own, ...this.#host.standardModules])];
    return result && { ...result, recent: [], modules, standard: () => this.#standardNames() };
  }

  /** They are read once somebody asks, and stay as they are. */
  #standardNames(): readonly StandardName[] {
    this.#standard ??= standardNames(this.#host);
    return this.#standard;
  }

  #goLive(): void {
    this.#isHopeful = false;
    if (this.#isAnyOdd()) return;
    const words = createWordTable(Number.POSITIVE_INFINITY);
    const loaded = load(this.#program, this.#host, (path, text) => this.#document(path, text, words).module);
    this.#openOthers(words);
    if (this.#isAnyOdd()) return;
    try {
      this.#live = loaded.projects.map(
        (project) =>
          new LiveProject(
            reckonedInItsOwn(project, ({ file: { name } }) => this.#written(name)),
            this.#documents,
            this.#program.root,
          ),
      );
      // An author has looked at nothing yet.
      if (Number.isFinite(this.#heldFor)) this.#release(1);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #written(path: string): Written {
    const { text = "", units = [] } = this.#documents.get(path) ?? {};
    return { text, declarations: units.flatMap(({ reading }) => reading.declarations) };
  }

  /** Files that are no modules yet: somebody may be about to write one. */
  #openOthers(words: WordTable): void {
    for (const path of this.#program.files.map(normalisePath)) {
      const reading = this.#documents.has(path) ? undefined : this.#host.read(path);
      if (reading !== undefined && "text" in reading) this.#document(path, reading.text, words);
    }
  }

  #document(path: string, text: string, words: WordTable): Document {
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const document = new Document(path, text, this.#readings, words);
    this.#documents.set(path, document);
    return document;
  }

  #giveUp(error: unknown): void {
    if (!(error instanceof Circle)) throw error;
    this.#live = undefined;
    this.#isHopeful = false;
  }

  /** True if its mistakes are so many, or of such a kind, that only a whole compilation can report them. */
  #isOdd(): boolean {
    if (this.#isAnyOdd()) return true;
    return (this.#live ?? []).some(({ told }) => {
      const { syntax, others } = told.counts;
      return syntax >= syntaxMax || others >= mistakesPerFileMax;
    });
  }

  #isAnyOdd(): boolean {
    return [...this.#documents.values()].some((document) => document.isOdd);
  }

  /** A mistake in one file may be why nothing is said in another, so that all are looked at together. */
  #reportedBy(live: readonly LiveProject[]): ReadonlyMap<string, readonly Diagnostic[]> {
    const documentOf = (file: string) => this.#documents.get(pathOf(file));
    const line = (file: string, offset: number) => documentOf(file)?.line(file, offset);
    const place = (file: string, span: Span): Place => {
      const document = documentOf(file);
      if (document === undefined) return { file, span };
      const start = document.offset(file, span.start);
      return { file: document.path, span: { start, end: start + span.end - span.start } };
    };
    const texts: Texts = {
      lineOf: line,
      between: (file, start, end) => documentOf(file)?.text.slice(start, end) ?? "",
    };
    const all = live.flatMap(({ told }) => {
      const diagnostics = [...told.files].flatMap((file) => told.in(file));
      const placed = diagnostics.map((one) =>
        relocated(
          withLines(one, (file, offset) => line(file, offset) ?? 0),
          place,
        ),
      );
      return reported(placed, texts, () => this.#standardNames());
    });
    return Map.groupBy(inOrder(all), ({ file }) => file);
  }
}

/** Cycles, and excesses of mistakes: while these are reported, the program is compiled as a whole. */
const wholeCodes: ReadonlySet<string> = new Set(
  [callsItself, recursiveType, declaredByItself, importCycle, moreMistakes].map(({ code }) => code),
);

/** The parser reports so many mistakes of one file, and counts the rest. */
const syntaxMax = 100;

function pathOf(file: string): string {
  const end = file.indexOf("\u0000");
  return end === -1 ? file : file.slice(0, end);
}
