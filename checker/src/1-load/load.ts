import type { Diagnostic, Label } from "@orchlang/language";
import { pathText } from "@orchlang/language/ast";
import { cycles } from "@orchlang/plan/graph";
import type { Host } from "../host.ts";
import type { Program } from "../program.ts";
import { type Asking, findModule, isStandardName, type ModuleReader, moduleReader } from "./find-module.ts";
import {
  foldersAround,
  impliedRoot,
  joinPath,
  moduleAt,
  modulePath,
  normalisePath,
  type ProjectFolder,
  projectFinder,
  sourceRoots,
} from "./locate.ts";
import {
  importCycle,
  modulePathMismatch,
  moduleReserved,
  moduleTwice,
  unknownModule,
  unknownPackage,
} from "./messages.ts";
import { type LoadedModule, moduleOf, type OwnModule } from "./module.ts";
import { defaultSettings, impliedModules, type LoadedProject } from "./project.ts";
import { quotedSpan, readProjectFile } from "./project-file.ts";

/** The projects of a program, each with all of its modules read and parsed. */
interface Loaded {
  readonly projects: readonly LoadedProject[];
}

/** Phase 1: from file names to trees. `own` may read no more of a file than loading asks for: what stands above its declarations. */
export function load(program: Program, host: Host, own: OwnModule = wholeModule): Loaded {
  const find = projectFinder(host);
  const reader = moduleReader(host, own);
  const alone: string[] = [];
  const together = new Map<ProjectFolder, string[]>();
  for (const path of new Set(program.files.map(normalisePath))) {
    const projectFolder = find(path);
    if (projectFolder === undefined) alone.push(path);
    else together.set(projectFolder, [...(together.get(projectFolder) ?? []), path]);
  }
  return {
    projects: [
      ...importingEachOther(alone, reader).map((paths) => loadProject(undefined, paths, reader)),
      ...[...together].map(([projectFolder, paths]) => loadProject(projectFolder, paths, reader)),
    ],
  };
}

const wholeModule: OwnModule = (path, text) => moduleOf(path, text, false);

/** The state while a project is read. */
interface Gathering {
  readonly reader: ModuleReader;
  /** Where modules are looked for. */
  roots: readonly string[];
  /** Where a path gives a module its name; none for a file by itself. */
  readonly namingRoots: readonly string[];
  readonly modules: Map<string, LoadedModule>;
  /** Modules of the caller that are called otherwise than their path says, by what that says. */
  readonly misnamed: Map<string, { readonly module: LoadedModule; readonly path: string }>;
  readonly absent: Set<string>;
  readonly diagnostics: Diagnostic[];
}

function loadProject(
  projectFolder: ProjectFolder | undefined,
  paths: readonly string[],
  reader: ModuleReader,
): LoadedProject {
  const packages =
    projectFolder === undefined
      ? { roots: [], folders: [], diagnostics: [] }
      : packageRoots(projectFolder, reader.host);
  const own = projectFolder === undefined ? [] : sourceRoots(projectFolder);
  const gathering: Gathering = {
    reader,
    roots: [...own, ...packages.roots],
    namingRoots: own,
    modules: new Map(),
    misnamed: new Map(),
    absent: new Set(),
    diagnostics: [...(projectFolder?.project.diagnostics ?? []), ...packages.diagnostics],
  };
  const named = paths.flatMap((path) => readGiven(path, projectFolder === undefined, gathering));
  const settings =
    projectFolder === undefined ? defaultSettings : withFolders(projectFolder, packages.folders);
  const bound =
    projectFolder === undefined
      ? []
      : settings.bind.filter((name) => readBound(name, projectFolder, gathering));
  readImports(gathering);
  readImplied(gathering);
  gathering.diagnostics.push(...importCycles(gathering.modules));
  const { modules, misnamed, absent, diagnostics } = gathering;
  // One that was imported is called what its path says by now.
  const given = named.map((name) => {
    const [expected = name] = [...misnamed].find(([, { module }]) => module.name === name) ?? [];
    return modules.has(name) ? name : expected;
  });
  return { settings, modules, given, bound, absent, diagnostics };
}

function withFolders({ folder, project: { settings } }: ProjectFolder, packages: readonly string[]) {
  const named = settings.handlerFolders.map((path) => joinPath(folder, path));
  return { ...settings, handlerFolders: [folder, ...named, ...packages] };
}

/** The name under which a file of the caller's takes part; none where it can't be read. */
function readGiven(path: string, alone: boolean, gathering: Gathering): readonly string[] {
  const reading = gathering.reader.file(path);
  if ("diagnostic" in reading) {
    gathering.diagnostics.push(reading.diagnostic);
    return [];
  }
  const { module } = reading;
  if (alone) gathering.roots = [impliedRoot(path, module.name)];
  const added = add(module, path, gathering);
  return added === undefined ? [] : [added];
}

function add(module: LoadedModule, path: string, gathering: Gathering): string | undefined {
  const named = underItsName(module, path, gathering);
  const other = gathering.modules.get(named.name);
  if (other !== undefined) {
    const params = { module: named.name, files: [other.file.name, path] };
    const labels = [{ ...headerPlace(other), message: "the other one" }];
    gathering.diagnostics.push(moduleTwice.at(headerPlace(named), params, { labels }));
    return undefined;
  }
  gathering.modules.set(named.name, named);
  return named.name;
}

/**
 * A module is called what its first line says. Where its path says otherwise it can't be imported, which matters only to
 * whoever imports it.
 */
function underItsName(module: LoadedModule, path: string, gathering: Gathering): LoadedModule {
  if (isStandardName(module.name)) {
    const own = gathering.reader.host.standard(module.name);
    if (own === undefined || own.text !== module.file.text) {
      gathering.diagnostics.push(moduleReserved.at(headerPlace(module), { module: module.name }));
    }
    return module;
  }
  const expected = moduleAt(gathering.namingRoots, path);
  if (expected === undefined || expected === module.name) return module;
  if (module.tree.module === undefined) return { ...module, name: expected };
  gathering.misnamed.set(expected, { module, path });
  return module;
}

function headerPlace(module: LoadedModule) {
  const span = module.tree.module?.path.span ?? { start: 0, end: 0 };
  return { file: module.file.name, span };
}

function readBound(name: string, projectFolder: ProjectFolder, gathering: Gathering): boolean {
  const { file } = projectFolder.project;
  const place = { file: file.name, span: quotedSpan(file, name) };
  const { reader, modules } = gathering;
  const above = name.slice(0, name.lastIndexOf("."));
  const isModule = (one: string): boolean => modules.has(one) || reader.standard(one) !== undefined;
  if (isModule(name) || !isModule(above)) return ask({ name, ...place }, gathering);
  const help = `\`bind\` takes modules, here \`${above}\`, and binds all rules of each. A plan names a single rule with \`under\`.`;
  gathering.diagnostics.push(unknownModule.at(place, { module: name }, { help }));
  return false;
}

/** Follows the imports of all modules there are; what they import is followed in turn. */
function readImports(gathering: Gathering): void {
  for (const module of gathering.modules.values()) {
    for (const imported of module.tree.imports) {
      const name = pathText(imported.path);
      if (imported.broken && gathering.reader.standard(name) === undefined) gathering.absent.add(name);
      else ask({ name, file: module.file.name, span: imported.path.span }, gathering);
    }
  }
}

/** True if there is such a module; it takes part from now on. */
function ask(asking: Asking, gathering: Gathering): boolean {
  const { modules, misnamed } = gathering;
  const known = modules.get(asking.name);
  if (known !== undefined && ![...misnamed.values()].some(({ module }) => module === known)) return true;
  const foundModule = findModule(asking, gathering.roots, gathering.reader);
  if ("module" in foundModule) {
    const { module, path } = foundModule;
    if (known !== undefined && path !== known.file.name) add(module, path ?? module.file.name, gathering);
    else if (path === undefined) modules.set(module.name, module);
    else if (module.name === asking.name) modules.set(module.name, module);
    else addMisnamed(module, path, asking.name, gathering);
    return true;
  }
  gathering.absent.add(asking.name);
  gathering.diagnostics.push(...foundModule.diagnostics);
  return false;
}

/** A module that an import found by its path, but whose first line says otherwise: imports of it hold by its path. */
function addMisnamed(module: LoadedModule, path: string, expected: string, gathering: Gathering): void {
  const { tree, name } = module;
  if (tree.module !== undefined) {
    const params = { written: name, expected, file: path };
    const { span } = tree.module.path;
    const title = `Call the module \`${expected}\``;
    const fixes = [{ title, safe: true, edits: [{ file: path, span, newText: expected }] }];
    gathering.diagnostics.push(modulePathMismatch.at({ file: path, span }, params, { fixes }));
  }
  if (gathering.modules.get(name)?.file.name === path) gathering.modules.delete(name);
  gathering.modules.set(expected, { ...module, name: expected });
}

function readImplied(gathering: Gathering): void {
  for (const name of impliedModules) {
    const module = gathering.reader.standard(name);
    if (module !== undefined && !gathering.modules.has(name)) gathering.modules.set(name, module);
  }
}

/** The source roots of the npm packages that an `orch.json` names, found as Node finds packages: outwards. */
function packageRoots(
  projectFolder: ProjectFolder,
  host: Host,
): {
  readonly roots: readonly string[];
  readonly folders: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const { file, settings } = projectFolder.project;
  const roots: string[] = [];
  const folders: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of settings.packages) {
    const folder = packageFolder(name, projectFolder.folder, host);
    if (folder === undefined) {
      const looked = joinPath(projectFolder.folder, `node_modules/${name}/orch.json`);
      diagnostics.push(
        unknownPackage.at({ file: file.name, span: quotedSpan(file, name) }, { name, looked }),
      );
      continue;
    }
    folders.push(folder.path);
    roots.push(...folder.roots.map((root) => joinPath(folder.path, root)));
  }
  return { roots, folders, diagnostics };
}

function packageFolder(
  name: string,
  from: string,
  host: Host,
): { readonly path: string; readonly roots: readonly string[] } | undefined {
  for (const around of foldersAround(joinPath(from, "orch.json"))) {
    const path = joinPath(around, `node_modules/${name}`);
    const reading = host.read(joinPath(path, "orch.json"));
    if ("text" in reading) {
      return { path, roots: readProjectFile(joinPath(path, "orch.json"), reading.text).settings.roots };
    }
  }
  return undefined;
}

/**
 * Files below no `orch.json`, those together of which one imports another: each module of theirs is then read and
 * checked once, however many lead to it. A file takes part only if it lies where imports look for its module; any other
 * stays by itself, and so does one that nobody here imports and that imports nobody here.
 */
function importingEachOther(paths: readonly string[], reader: ModuleReader): readonly (readonly string[])[] {
  const given = new Set(paths);
  const groups = new Map(paths.map((path): [string, string[]] => [path, [path]]));
  for (const path of paths) {
    for (const imported of importedBy(path, given, reader)) join(groups, path, imported);
  }
  return [...Map.groupBy(paths, (path) => groups.get(path)).values()];
}

/** The smaller group goes into the larger, so that no path changes its group often. */
function join(groups: Map<string, string[]>, one: string, other: string): void {
  const [a, b] = [groups.get(one), groups.get(other)];
  if (a === undefined || b === undefined || a === b) return;
  const [large, small] = a.length < b.length ? [b, a] : [a, b];
  for (const path of small) groups.set(path, large);
  large.push(...small);
}

/** The files among those given that its imports lead to, as far as they are called what is asked for. */
function importedBy(path: string, given: ReadonlySet<string>, reader: ModuleReader): readonly string[] {
  const root = rootOf(path, reader);
  const reading = reader.file(path);
  if (root === undefined || "diagnostic" in reading) return [];
  return reading.module.tree.imports.flatMap((imported) => {
    const name = pathText(imported.path);
    if (imported.broken || isStandardName(name)) return [];
    const text = modulePath(root, name);
    return given.has(text) && rootOf(text, reader) === root ? [text] : [];
  });
}

/** The root below which a file lies as its module's name says; none where it does not. */
function rootOf(path: string, reader: ModuleReader): string | undefined {
  const reading = reader.file(path);
  if ("diagnostic" in reading) return undefined;
  const { name } = reading.module;
  const root = impliedRoot(path, name);
  return modulePath(root, name) === path && !isStandardName(name) ? root : undefined;
}

interface Arc {
  readonly from: string;
  readonly to: string;
}

/**
 * Import cycles, each reported from the module whose name comes first, wherever the search began. Where many cycles
 * share modules, a shortest one is reported, then what remains without its last import, and so on.
 */
function importCycles(modules: ReadonlyMap<string, LoadedModule>): readonly Diagnostic[] {
  const names = [...modules.keys()].sort();
  const circles: (readonly string[])[] = [];
  let arcs: readonly Arc[] = names.flatMap((from) => importsOf(modules, from).map((to) => ({ from, to })));
  while (circles.length < circlesMax) {
    const results = cycles(names, arcs);
    if (results.length === 0) break;
    circles.push(...results);
    const closing = new Set(results.map((way) => arcKey(way.at(-2) ?? "", way.at(-1) ?? "")));
    arcs = arcs.filter(({ from, to }) => !closing.has(arcKey(from, to)));
  }
  return circles.map((way) => circleDiagnostic(modules, fromFirstName(way.slice(0, -1))));
}

/** Beyond these nobody reads on: the first ones have to be mended in any case. */
const circlesMax = 20;

function importsOf(modules: ReadonlyMap<string, LoadedModule>, name: string): readonly string[] {
  const imported = modules.get(name)?.tree.imports.map(({ path }) => pathText(path)) ?? [];
  return [...new Set(imported)].filter((each) => modules.has(each));
}

/** No name of a module has a space in it. */
function arcKey(from: string, to: string): string {
  return `${from} ${to}`;
}

function fromFirstName(circle: readonly string[]): readonly string[] {
  const least = circle.indexOf([...circle].sort()[0] ?? "");
  return [...circle.slice(least), ...circle.slice(0, least)];
}

function circleDiagnostic(modules: ReadonlyMap<string, LoadedModule>, way: readonly string[]): Diagnostic {
  const [first, ...labels] = way.flatMap((name, at): Label[] => {
    const to = way[(at + 1) % way.length] ?? name;
    const module = modules.get(name);
    const followed = module?.tree.imports.find(({ path }) => pathText(path) === to);
    if (module === undefined || followed === undefined) return [];
    return [{ file: module.file.name, span: followed.path.span, message: `\`${name}\` imports \`${to}\`` }];
  }) as [Label, ...Label[]];
  return importCycle.at(first, { way }, way.length === 1 ? {} : { label: first.message, labels });
}
