import { type Analysis, verdictsOf } from "@orchlang/analysis";
import type { CheckedRoutine, Gathering } from "@orchlang/checker";
import {
  defaultSettings,
  type LoadedProject,
  type ProjectSettings,
  relativePath,
} from "@orchlang/checker/load";
import { type Definition, isOfKind, type OwnNames, unusedImports } from "@orchlang/checker/resolve";
import { only } from "@orchlang/checker/types";
import { createSourceFile, type Diagnostic } from "@orchlang/language";
import type { About, PlanFile, SourceMark } from "@orchlang/plan";
import { assemble } from "../5-plan/assemble.ts";
import { liveAnalysis } from "./analysis.ts";
import { askedLive } from "./asked.ts";
import { liveChecked } from "./checked.ts";
import { type CheckSite, checkEntry, telling, withReach } from "./checks.ts";
import type { Document, PieceChanges } from "./document.ts";
import { type Declared, Entry, type EntrySite, seenIn } from "./entry.ts";
import { Graph } from "./graph.ts";
import { LiveModule } from "./module.ts";
import type { OpenProject } from "./open-program.ts";
import { Outlines } from "./outlines.ts";
import { lineSaid } from "./places.ts";
import { liveContext } from "./program.ts";
import type { Query } from "./query.ts";
import type { ReparseUnit } from "./reparse-unit.ts";
import { ReportedDiagnostics } from "./reported.ts";
import { KindIndex, RuleIndex } from "./rule-index.ts";
import { isAlike, isSameGathering } from "./same.ts";
import { keyed } from "./tracked.ts";

/**
 * A project that checks each declaration by itself, and again only if one of its inputs has changed. Throws `Circle` if
 * something depends on itself: the whole program reports that.
 */
export class LiveProject {
  readonly told = new ReportedDiagnostics();
  readonly #graph = new Graph((query, diagnostics) => this.told.tell(query, this.#ofAuthors(diagnostics)));
  readonly #modules = new Map<string, LiveModule>();
  readonly #moduleIndex = new Map<string, number>();
  readonly #documents: ReadonlyMap<string, Document>;
  readonly #root: string;
  readonly #site: CheckSite;
  readonly #tellersOf: ReturnType<typeof telling>;
  readonly #entering: Omit<EntrySite, "module" | "file"> = {
    graph: this.#graph,
    outlines: new Outlines(),
    seen: seenIn(this.#graph, (entry, name) => this.#module(entry).definition(name)),
  };
  /** By the unit, or file, that they stand in. */
  readonly #entries = new Map<string, Entry[]>();
  readonly #kinds = new KindIndex(this.#graph, (entry) => this.#position(entry));
  readonly #rules: RuleIndex;
  readonly #errors: (file: string) => Query<readonly number[]>;
  readonly #standard: ReadonlySet<string>;
  readonly #isLoadedWell: boolean;
  readonly #settings: ProjectSettings;

  /** @param documents the open files, by path: all that are not of the standard library. */
  constructor(loaded: LoadedProject, documents: ReadonlyMap<string, Document>, root: string) {
    const graph = this.#graph;
    this.#documents = documents;
    this.#root = root;
    this.#rules = new RuleIndex(graph, (entry) => this.#position(entry));
    this.#errors = keyed(() => graph.input<readonly number[]>([], isAlike));
    const own = new Map<string, OwnNames>();
    for (const [name, module] of loaded.modules) {
      const live = new LiveModule({ ...module, name }, graph, (entry) => this.#position(entry), own);
      this.#moduleIndex.set(name, this.#modules.size);
      this.#modules.set(name, live);
      own.set(name, live.own);
    }
    const modules = [...loaded.modules.values()];
    this.#standard = new Set(modules.flatMap(({ standard, file }) => (standard ? [file.name] : [])));
    this.#site = withReach(this.#siteOf(loaded, root));
    this.#tellersOf = telling(this.#site);
    this.#isLoadedWell = loaded.diagnostics.length === 0;
    this.#settings = loaded.settings;
    this.told.tell(this, loaded.diagnostics);
    for (const [name, module] of loaded.modules) this.#open(name, module.standard, module.file.name, loaded);
    graph.root(2, () => this.#site.analysis.tellCrossing());
    graph.root(2, () => this.#site.analysis.tellWorld());
    this.#settle();
  }

  #siteOf(loaded: LoadedProject, root: string): Omit<CheckSite, "reach"> {
    const graph = this.#graph;
    const plans = () => this.#kinds.all("planDeclaration").flatMap((entry) => this.#first(entry, "plan"));
    const context = liveContext({
      loaded,
      modules: this.#modules,
      graph,
      root,
      routineOf: (plan) => this.#routineOf(plan),
      plans,
      capabilities: () => this.#kinds.all("capability").flatMap((entry) => this.#first(entry, "capability")),
    });
    const { plan: settings, bind } = loaded.settings;
    const program = liveChecked(
      {
        of: (qualified) => this.#found(qualified),
        entries: (kind) => this.#kinds.all(kind),
        ofEntry: (entry) => this.#foundOf(entry),
        schemaOf: context.schemaOf,
      },
      { settings, bind },
      graph,
    );
    const achieving = (goal: string) => context.plansOf({ qualified: goal });
    const analysis = liveAnalysis({
      graph,
      program,
      errorsIn: (file) => graph.read(this.#errors(file)),
      achieving: (goal) => achieving(goal).map(({ qualified }) => qualified),
      rulesOf: (names) => this.#rulesOf(names),
      approving: () => this.#rules.approving,
      plans: () => plans().map(({ qualified }) => qualified),
    });
    return {
      ...this.#entering,
      context,
      program,
      analysis,
      moduleOf: (entry) => this.#module(entry),
      checkedOf: (entry) => this.#foundOf(entry),
      triggersIn: (module) =>
        this.#kinds.all("triggerDeclaration").filter((entry) => entry.module === module),
      plansIn: (module) => this.#kinds.all("planDeclaration").filter((entry) => entry.module === module),
      achieving: (goal) => achieving(goal).flatMap((plan) => this.#routineOf(plan) ?? []),
    };
  }

  #rulesOf(names: Iterable<string>): Pick<Gathering, "policies" | "guardrails"> {
    const gatherings = this.#rules.speakingOf(names).flatMap((entry) => this.#foundOf(entry) ?? []);
    return {
      policies: gatherings.flatMap(({ policies }) => policies),
      guardrails: gatherings.flatMap(({ guardrails }) => guardrails),
    };
  }

  /** The project as it is now, for whoever asks of it. */
  get asked(): Omit<OpenProject, "modules" | "recent" | "standard"> {
    const modules = [...this.#modules.values()].map(({ loaded }) => loaded);
    return askedLive(this.#site.context, modules, this.#documents);
  }

  /** A plan or goal of it as it would be run; `undefined` while it has a mistake. */
  sketch(entry: string): PlanFile | undefined {
    const analysis = this.#site.analysis.of(entry);
    const [root, documents] = [this.#root, this.#documents];
    const standard = (name: string) =>
      [...this.#modules.values()].find(({ loaded: { file } }) => file.name === name)?.loaded.file.text;
    return analysis && sketchOf(analysis, entry, { root, documents, standard });
  }

  /**
   * Whether the text above a document's declarations has changed in such a way that the project still has the same
   * modules. Their diagnostics are located by position, so they have to be reported again.
   */
  takesHead({ path, isOdd, head: { read, text } }: Document): boolean {
    if (read === undefined || isOdd || !this.#isLoadedWell) return false;
    return this.#modulesAt(path).every((name) => this.#modules.get(name)?.takeHead(read, text) === true);
  }

  /** True if it is still computed in the currency that it was opened with: another makes another program. */
  keepsCurrency(): boolean {
    if (this.#settings.saysCurrency) return true;
    const own = [...this.#modules.values()].filter(({ loaded: { file } }) => !this.#standard.has(file.name));
    const spoken = only(own.flatMap(({ currencies }) => currencies.value));
    return (spoken ?? defaultSettings.plan.currency) === this.#settings.plan.currency;
  }

  /** Takes in what a change has made of a document. */
  change(document: Document, { changed, added, removed }: PieceChanges): void {
    for (const module of this.#modulesAt(document.path)) {
      for (const unit of removed) this.#remove(unit);
      for (const unit of added) this.#add(unit, module);
      for (const unit of changed) this.#replace(unit, module);
    }
    this.#settle();
  }

  #modulesAt(path: string): readonly string[] {
    return [...this.#modules].flatMap(([name, { loaded }]) => (loaded.file.name === path ? [name] : []));
  }

  #open(name: string, standard: boolean, path: string, loaded: LoadedProject): void {
    const document = standard ? undefined : this.#documents.get(path);
    if (document === undefined) {
      const { tree } = loaded.modules.get(name) as LiveModule["loaded"];
      this.#enterAll(tree, { module: name, file: path }, standard);
      return;
    }
    for (const unit of document.units) this.#add(unit, name);
    const module = this.#modules.get(name) as LiveModule;
    this.#graph.root(1, () => {
      const { imported } = this.#graph.read(module.links).names;
      const unused = unusedImports({ module: module.importing }, imported, (local) => module.uses(local) > 0);
      this.#graph.report(...unused);
    });
  }

  #add(unit: ReparseUnit, module: string): void {
    this.told.tell(unit, unit.reading.diagnostics);
    this.#enterAll(unit.reading, { module, file: unit.id }, false);
  }

  #enterAll(from: Declared, site: Pick<EntrySite, "module" | "file">, standard: boolean): void {
    const whole = { ...site, ...this.#entering };
    for (const index of from.declarations.keys()) this.#enter(new Entry(from, index, whole), standard);
  }

  #remove(unit: ReparseUnit): void {
    this.told.tell(unit, []);
    for (const entry of this.#entries.get(unit.id) ?? []) this.#leave(entry);
    this.#entries.delete(unit.id);
  }

  /** The declarations of a unit that has changed: they stay the same ones where they are called the same. */
  #replace(unit: ReparseUnit, module: string): void {
    const entries = this.#entries.get(unit.id) ?? [];
    const { declarations, diagnostics } = unit.reading;
    const isSame =
      entries.length === declarations.length &&
      entries.every((entry, index) => entry.mayBecome(declarations[index] as Entry["declaration"]));
    if (!isSame) {
      this.#remove(unit);
      this.#add(unit, module);
      return;
    }
    this.told.tell(unit, diagnostics);
    for (const entry of entries) {
      const { currencies } = entry;
      const { outlines } = this.#entering;
      const { words } = outlines.of(entry);
      entry.become(unit.reading, this.#entering);
      this.#module(entry).recount(currencies, entry.currencies);
      this.#module(entry).countUses(words, outlines.of(entry).words);
    }
  }

  /** The first definition of its name: another one of that name comes or goes with a declaration of the kind. */
  #first<K extends "plan" | "capability">(
    entry: Entry,
    kind: K,
  ): readonly Extract<Definition, { readonly kind: K }>[] {
    const { definition, name } = entry;
    return isOfKind(definition, kind) && this.#module(entry).entryOf(name) === entry ? [definition] : [];
  }

  #module({ module }: Entry): LiveModule {
    return this.#modules.get(module) as LiveModule;
  }

  #enter(entry: Entry, standard: boolean): void {
    const { kind, file } = entry;
    const others = this.#entries.get(file);
    if (others === undefined) this.#entries.set(file, [entry]);
    else others.push(entry);
    this.#module(entry).add(entry);
    this.#kinds.add(entry);
    const checked = this.#checkedOf(entry);
    entry.checked = checked;
    if (kind === "policyDeclaration" || kind === "guardrailDeclaration") {
      entry.roots = [this.#graph.root(1, this.#setRules, entry)];
    }
    if (standard) return;
    this.#module(entry).countUses(new Set(), this.#entering.outlines.of(entry).words);
    entry.roots = entry.roots.concat(this.#tellersOf(entry, checked));
  }

  /** Phase 3 of an entry. */
  #checkedOf(entry: Entry): Query<Gathering | undefined> {
    return largeKinds.has(entry.kind)
      ? this.#graph.evictable(this.#check, isSameGathering, entry)
      : this.#graph.derived(this.#check, isSameGathering, entry);
  }

  readonly #check = (entry: Entry): Gathering | undefined => {
    entry.lookInto();
    return checkEntry(entry, this.#site);
  };

  readonly #setRules = (entry: Entry): void => this.#rules.set(entry, this.#foundOf(entry));

  #leave(entry: Entry): void {
    this.#module(entry).remove(entry);
    this.#kinds.delete(entry);
    for (const root of entry.roots) this.#graph.drop(root);
    this.#module(entry).countUses(this.#entering.outlines.of(entry).words, new Set());
    this.#rules.set(entry, undefined);
    entry.checked = undefined;
  }

  /** The plan that a definition declares, as phase 3 understands it. */
  #routineOf({ qualified }: Definition<"plan">): CheckedRoutine | undefined {
    return this.#found(qualified)?.routines.get(qualified);
  }

  #found(qualified: string): Gathering | undefined {
    const dot = qualified.lastIndexOf(".");
    const module = this.#modules.get(qualified.slice(0, dot));
    const name = qualified.slice(dot + 1);
    if (module === undefined || module.definition(name) === undefined) return undefined;
    const entry = module.entryOf(name);
    return entry && this.#foundOf(entry);
  }

  #foundOf(entry: Entry): Gathering | undefined {
    return entry.checked && this.#graph.read(entry.checked);
  }

  /** Where an entry stands among all of the project. */
  #position({ module, file, start }: Entry): number {
    const path = this.#modules.get(module)?.loaded.file.name ?? "";
    const unit = this.#documents.get(path)?.index(file) ?? 0;
    const place = ((this.#moduleIndex.get(module) ?? 0) * piecesMax + unit) * offsetMax;
    return place + start;
  }

  /** Nothing is reported in files that the author can't change. */
  #ofAuthors(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
    const theirs = diagnostics.filter(({ file }) => !this.#standard.has(file));
    return theirs.length === diagnostics.length ? diagnostics : theirs;
  }

  #settle(): void {
    this.#graph.settle(1);
    for (let round = 1; round <= 2; round++) {
      for (const file of this.told.touched()) this.#graph.set(this.#errors(file), this.told.errorsIn(file));
      this.#graph.settle(2);
      // Where an error was among what falls silent, which is seldom, the analysis looks again.
      this.#graph.silence();
    }
  }

  /** Lets go of what can be made again and nobody has asked for since this was last called so many times. */
  release(times: number): void {
    this.#graph.release(times);
    this.#entering.outlines.release(times);
  }
}

/** Kinds with large results; readers of a capability keep a copy of the part they have read. */
const largeKinds: ReadonlySet<string> = new Set(["capability", "planDeclaration", "scenarioDeclaration"]);

/** More than the units of a module and the characters of a unit, so that a place is a single number. */
const piecesMax = 2 ** 20;
const offsetMax = 2 ** 22;

/** Where what a sketch is made of stands. */
interface SketchSite {
  readonly root: string;
  readonly documents: ReadonlyMap<string, Document>;
  /** The text of a file of the standard library. */
  readonly standard: (file: string) => string | undefined;
}

/**
 * The plan file of a plan or goal of a program that is open, for who wants to see it: without the schemas
 * that only a run asks for, and so not with the id of the one that can be run.
 */
function sketchOf(analysis: Analysis, entry: string, site: SketchSite): PlanFile | undefined {
  const { documents, root, standard } = site;
  const verdicts = verdictsOf(analysis, entry);
  const analysed = { analysis, diagnostics: [], hints: () => [], verdicts: () => verdicts };
  const made = assemble(analysed, entry, {
    root: "/",
    file: (name) => {
      const text = documents.get(fileOf(name))?.unit(name)?.text ?? standard(name);
      return text === undefined ? undefined : createSourceFile(name, text);
    },
    // Its name is wanted as it is: the place of its unit is looked for by it.
    isStandard: () => true,
  });
  return made && { ...made, about: { ...made.about, ...placed(made.about, documents, root) } };
}

function fileOf(name: string): string {
  const cut = name.indexOf("\u0000");
  return cut === -1 ? name : name.slice(0, cut);
}

/** Marks in units as marks in files. */
function placed(
  { map, evidence }: About,
  documents: ReadonlyMap<string, Document>,
  root: string,
): Pick<About, "map" | "evidence" | "files"> {
  const moved = ([key, mark]: [string, SourceMark]): [string, SourceMark] => {
    const path = fileOf(mark.file);
    const document = documents.get(path);
    if (document === undefined) return [key, mark];
    const start = document.offset(mark.file, mark.start) ?? mark.start;
    const line = document.line(mark.file, mark.start) + 1;
    return [key, { file: relativePath(root, path), start, end: start + mark.end - mark.start, line }];
  };
  const line = (file: string, offset: number): number => documents.get(fileOf(file))?.line(file, offset) ?? 0;
  return {
    map: Object.fromEntries(Object.entries(map).map(moved)),
    evidence: Object.fromEntries(Object.entries(evidence).map(([id, says]) => [id, lineSaid(says, line)])),
    files: {},
  };
}
