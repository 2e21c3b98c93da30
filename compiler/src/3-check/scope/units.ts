import type { Diagnostic } from "@orchlang/language";
import type { Definition } from "../../2-resolve/definition.ts";
import type { ResolvedProject } from "../../2-resolve/resolve.ts";
import { buildUnits, type UnitInFile } from "../units/table.ts";
import type { Units } from "../units/units.ts";

const standardUnits = "std.units";

/**
 * The units that each module may use: those of `std.units`, its own, and those it imports. Most modules have none of
 * their own, and share one table.
 */
export function unitsByModule(
  resolved: ResolvedProject,
  report: (diagnostic: Diagnostic) => void,
): (module: string) => Units {
  const standard = [...(resolved.names.get(standardUnits)?.units.values() ?? [])].map(inFile);
  const shared = buildUnits(standard, report);
  const tables = new Map<string, Units>();
  return (module) => {
    const known = tables.get(module);
    if (known !== undefined) return known;
    const more = module === standardUnits ? [] : ownUnits(module, resolved);
    const units = more.length === 0 ? shared : buildUnits([...standard, ...more], report);
    tables.set(module, units);
    return units;
  };
}

/** The units of one module, whatever others have. */
export function moduleUnits(
  module: string,
  resolved: ResolvedProject,
  report: (diagnostic: Diagnostic) => void,
): Units {
  return unitsByModule(resolved, report)(module);
}

function ownUnits(module: string, resolved: ResolvedProject): readonly UnitInFile[] {
  const names = resolved.names.get(module);
  if (names === undefined) return [];
  const imported = [...names.imported.values()].flatMap(({ definition }) =>
    definition.kind === "unit" && definition.module !== standardUnits ? [inFile(definition)] : [],
  );
  return [...[...names.units.values()].map(inFile), ...imported];
}

function inFile(unit: Definition<"unit">): UnitInFile {
  return { file: unit.file, declaration: unit.declaration };
}
