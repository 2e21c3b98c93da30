import { defineDiagnostic } from "@orchlang/language";

export const nameDuplicate = defineDiagnostic<{ name: string }>({
  code: "ORCH2001",
  severity: "error",
  title: "Name declared twice",
  message: (p) => `\`${p.name}\` is declared twice in this module.`,
  label: "declared again here",
  help: "Rename one of the two.",
});

export const defaultsTwice = defineDiagnostic<{ name: string }>({
  code: "ORCH2011",
  severity: "error",
  title: "Defaults written twice",
  message: (p) => `\`${p.name}\` stands twice in this module.`,
  label: "again here",
  help: "Write all clauses into the first.",
});

export const importedNameUnknown = defineDiagnostic<{ name: string; module: string }>({
  code: "ORCH2002",
  severity: "error",
  title: "Unknown imported name",
  message: (p) => `\`${p.module}\` has no \`${p.name}\`.`,
});

export const importedNamePrivate = defineDiagnostic<{ name: string; module: string }>({
  code: "ORCH2003",
  severity: "error",
  title: "Private name",
  message: (p) => `\`${p.name}\` is private to \`${p.module}\`.`,
  help: "Remove `private` there, or don't use it here.",
});

export const importClash = defineDiagnostic<{ name: string }>({
  code: "ORCH2004",
  severity: "error",
  title: "Imported name is taken",
  message: (p) => `\`${p.name}\` is imported, but the name is taken.`,
  label: "imported here",
  help: (p) => `Import it under another name: \`${p.name} as …\`.`,
});

export const nameUnknown = defineDiagnostic<{ name: string; wanted: string }>({
  code: "ORCH2005",
  severity: "error",
  title: "Undeclared name",
  message: (p) => `There is no ${p.wanted} called \`${p.name}\`.`,
});

export const nameOfOtherKind = defineDiagnostic<{ name: string; is: string; wanted: string }>({
  code: "ORCH2006",
  severity: "error",
  title: "Name of another kind",
  message: (p) => `\`${p.name}\` is ${p.is}; this place needs ${p.wanted}.`,
});

export const importUnused = defineDiagnostic<{ name: string }>({
  code: "ORCH2007",
  severity: "warning",
  title: "Unused import",
  message: (p) => `\`${p.name}\` is imported and never used.`,
  tags: ["unnecessary"],
});

export const privateUnused = defineDiagnostic<{ name: string }>({
  code: "ORCH2008",
  severity: "warning",
  title: "Unused private declaration",
  message: (p) => `\`${p.name}\` is private, and nothing in this module uses it.`,
  help: "Remove it, or remove `private` if other modules should use it.",
  tags: ["unnecessary"],
});

export const valueUnused = defineDiagnostic<{ name: string; plan: string; is: "parameter" | "value" }>({
  code: "ORCH2009",
  severity: "warning",
  title: "Unused parameter or value",
  message: (p) => `Nothing in \`${p.plan}\` uses its ${p.is} \`${p.name}\`.`,
  tags: ["unnecessary"],
});

export const declaredMisspelt = defineDiagnostic<{ declared: string; used: string }>({
  code: "ORCH2010",
  severity: "error",
  title: "Declared under another name",
  message: (p) => `\`${p.declared}\` is never used, but \`${p.used}\` is, which is not declared.`,
});
