import type { Diagnostic } from "@orchlang/language";
import type { Definition } from "../../2-resolve/definition.ts";
import type { ResolvedProject } from "../../2-resolve/resolve.ts";
import { buildUnits, type UnitInFile } from "../units/table.ts";
import type { Units } from "../units/units.ts";

const standardModule = "std.units";

/**
 * The units that each module may use: those of `std.units`, its own, and those it imports. Most modules have none of
 * their own, and share one table.
 */
export function unitsByModule(
  resolved: ResolvedProject,
  report: (diagnostic: Diagnostic) => void,
): (module: string) => Units {
  const shared = standardUnits(resolved, report);
  const tables = new Map<string, Units>();
  return (module) => {
    const known = tables.get(module);
    if (known !== undefined) return known;
    const units = moduleUnits(module, resolved, { shared, report });
    tables.set(module, units);
    return units;
  };
}

/** The units of `std.units`. */
export function standardUnits(resolved: ResolvedProject, report: (diagnostic: Diagnostic) => void): Units {
  return buildUnits(ofStandard(resolved), report);
}

/** The units of one module: `shared`, those of `std.units`, where it has no others. */
export function moduleUnits(
  module: string,
  resolved: ResolvedProject,
  { shared, report }: { readonly shared: Units; readonly report: (diagnostic: Diagnostic) => void },
): Units {
  const more = module === standardModule ? [] : ownUnits(module, resolved);
  return more.length === 0 ? shared : buildUnits([...ofStandard(resolved), ...more], report);
}

function ofStandard(resolved: ResolvedProject): readonly UnitInFile[] {
  return [...(resolved.names.get(standardModule)?.units.values() ?? [])].map(inFile);
}

function ownUnits(module: string, resolved: ResolvedProject): readonly UnitInFile[] {
  const names = resolved.names.get(module);
  if (names === undefined) return [];
  const imported = [...names.imported.values()].flatMap(({ definition }) =>
    definition.kind === "unit" && definition.module !== standardModule ? [inFile(definition)] : [],
  );
  return [...[...names.units.values()].map(inFile), ...imported];
}

function inFile(unit: Definition<"unit">): UnitInFile {
  return { file: unit.file, declaration: unit.declaration };
}
