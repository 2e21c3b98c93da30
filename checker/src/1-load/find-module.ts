import { closest, type Diagnostic, didYouMean } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { Host } from "../host.ts";
import { modulePath } from "./locate.ts";
import { moduleTwice, unknownModule } from "./messages.ts";
import { type LoadedModule, type ModuleReading, moduleOf, type OwnModule, readModule } from "./module.ts";

/** Reads each file once, however many projects ask for it. */
export interface ModuleReader {
  readonly host: Host;
  file(path: string): ModuleReading;
  standard(name: string): LoadedModule | undefined;
}

export function moduleReader(host: Host, own: OwnModule): ModuleReader {
  const files = new Map<string, ModuleReading>();
  const standards = new Map<string, LoadedModule | undefined>();
  return {
    host,
    file: (path) => remember(files, path, () => readModule(path, host, own)),
    standard: (name) =>
      remember(standards, name, () => {
        const result = host.standard(name);
        return result === undefined ? undefined : moduleOf(result.path, result.text, true);
      }),
  };
}

function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  if (!known.has(key)) known.set(key, make());
  return known.get(key) as T;
}

/** Where a module is asked for. */
export interface Asking {
  readonly name: string;
  readonly file: string;
  readonly span: Span;
}

type FoundModule =
  | { readonly module: LoadedModule; readonly path?: string }
  | { readonly diagnostics: readonly Diagnostic[] };

/** A module by its name: of the standard library, or in one of the roots. */
export function findModule(asking: Asking, roots: readonly string[], reader: ModuleReader): FoundModule {
  const standard = reader.standard(asking.name);
  if (standard !== undefined) return { module: standard };
  const paths = isStandardName(asking.name) ? [] : roots.map((root) => modulePath(root, asking.name));
  const present = [...new Set(paths)].filter((path) => !isMissing(reader, path));
  const [path] = present;
  if (path === undefined) return { diagnostics: [missingModule(asking, roots, reader)] };
  if (present.length > 1) {
    return { diagnostics: [moduleTwice.at(asking, { module: asking.name, files: present })] };
  }
  const reading = reader.file(path);
  return "module" in reading ? { module: reading.module, path } : { diagnostics: [reading.diagnostic] };
}

export function isStandardName(module: string): boolean {
  return module === "std" || module.startsWith("std.");
}

function isMissing(reader: ModuleReader, path: string): boolean {
  const reading = reader.host.read(path);
  return "fault" in reading && (reading.fault === "missing" || reading.fault === "folder");
}

function missingModule(asking: Asking, roots: readonly string[], reader: ModuleReader): Diagnostic {
  const suggestion = closest(asking.name, [
    ...reader.host.standardModules,
    ...neighbours(asking.name, roots, reader),
  ]);
  const { name, file, span } = asking;
  if (suggestion === undefined) {
    const looked = roots.map((root) => modulePath(root, name));
    const notes = isStandardName(name)
      ? [standardNote(name, reader.host.standardModules)]
      : [`It would be in ${looked.map((path) => `\`${path}\``).join(" or ")}.`];
    return unknownModule.at({ file, span }, { module: name }, { notes });
  }
  return unknownModule.at({ file, span }, { module: name }, didYouMean({ file, span }, suggestion));
}

/** The modules of the standard library beside the place where one was looked for; else those at its top. */
function standardNote(name: string, all: readonly string[]): string {
  const within = (folder: string): readonly string[] =>
    all.filter((module) => module.startsWith(`${folder}.`) && !module.slice(folder.length + 1).includes("."));
  const folder = name.split(".").slice(0, -1).join(".");
  const beside = within(folder);
  const [place, modules] = beside.length > 0 ? [folder, beside] : ["std", within("std")];
  const listed = modules.map((module) => `\`${module}\``).join(", ");
  return place === "std" ? `The standard library holds ${listed}.` : `\`${place}\` holds ${listed}.`;
}

/** The modules beside the place where one was looked for. */
function neighbours(module: string, roots: readonly string[], reader: ModuleReader): readonly string[] {
  const { list } = reader.host;
  if (list === undefined) return [];
  const names = module.split(".").slice(0, -1);
  return roots.flatMap((root) => {
    const folder = [root, ...names].filter((part) => part !== "").join("/");
    return list(folder)
      .filter((file) => file.endsWith(".orch"))
      .map((file) => [...names, file.slice(0, -".orch".length)].join("."));
  });
}
