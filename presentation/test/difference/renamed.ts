import { type Json, type JsonObject, type PlanFile, planId } from "@orchlang/plan";

/** A plan file as the compiler would have made it, had its author called some steps otherwise. */
export function renamed(file: PlanFile, names: ReadonlyMap<string, string>): PlanFile {
  const plan = file.plan as unknown as JsonObject;
  const routines = Object.fromEntries(
    Object.entries(plan.routines as JsonObject).map(([name, routine]) => [name, renameIn(routine, names)]),
  );
  const obligations = renameIn(plan.obligations ?? [], names);
  const reached = file.plan.manifest.untrusted.map((entry) =>
    entry.replace(/(?<=\/)[^/.]+(?=\.)/, (id) => names.get(id) ?? id),
  );
  const made = {
    ...plan,
    routines,
    obligations,
    manifest: { ...file.plan.manifest, untrusted: reached },
  } as unknown as PlanFile["plan"];
  return { ...file, plan: made, id: planId(made) };
}

/** Names stand as ids, in lists of ids, as keys of bounds, in ids of blocks, as what is read, and behind a routine's name. */
function renameIn(value: Json, names: ReadonlyMap<string, string>, field = ""): Json {
  if (typeof value === "string") return idFields.has(field) ? renamedId(value, names) : value;
  if (Array.isArray(value)) return value.map((item: Json) => renameIn(item, names, field));
  if (typeof value !== "object" || value === null) return value;
  const record = value as JsonObject;
  const read = record.op === "read" && record.from === "node";
  return Object.fromEntries(
    Object.entries(record).map(([name, item]) => [
      field === "nodeBounds" ? renamedId(name, names) : name,
      read && name === "name"
        ? renamedId(String(item), names)
        : renameIn(item, names, name === "args" ? "" : name),
    ]),
  );
}

const idFields: ReadonlySet<string> = new Set([
  "id",
  "node",
  "nodes",
  "owner",
  "block",
  "body",
  "otherwise",
  "of",
  "criticalPath",
]);

function renamedId(id: string, names: ReadonlyMap<string, string>): string {
  return id
    .split("/")
    .map((part) => names.get(part) ?? part)
    .join("/");
}
