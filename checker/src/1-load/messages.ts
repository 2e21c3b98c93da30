import { defineDiagnostic } from "@orchlang/language";

export const fileUnreadable = defineDiagnostic<{ file: string; because: string }>({
  code: "ORCH1001",
  severity: "error",
  title: "Unreadable file",
  message: (p) => `\`${p.file}\` can't be read: ${p.because}.`,
  help: "Check the name, and whether you may read the file.",
});

export const fileNotUtf8 = defineDiagnostic<{ file: string }>({
  code: "ORCH1002",
  severity: "error",
  title: "Not UTF-8",
  message: (p) => `\`${p.file}\` is not UTF-8 text.`,
  notes: ["A program means the same on every machine, so its letters have to be the same on every machine."],
  help: "Save the file as UTF-8.",
});

export const fileTooLarge = defineDiagnostic<{ file: string; because: string }>({
  code: "ORCH1016",
  severity: "error",
  title: "File too large to analyse",
  message: (p) => `\`${p.file}\` is too large to analyse: ${p.because}.`,
  notes: ["An editor asks after each change, and would wait for seconds. `orch check` has no such limit."],
  help: "Move some of its declarations into modules of their own, and import them.",
});

export const fileEmpty = defineDiagnostic<{ file: string }>({
  code: "ORCH1003",
  severity: "error",
  title: "Empty file",
  message: (p) => `\`${p.file}\` is empty.`,
  help: "Begin it with `module` and a name: `module shop.orders`.",
});

export const modulePathMismatch = defineDiagnostic<{ written: string; expected: string; file: string }>({
  code: "ORCH1004",
  severity: "error",
  title: "Module in the wrong place",
  message: (p) => `This path belongs to the module \`${p.expected}\`, but the file says \`${p.written}\`.`,
  label: (p) => `the file is \`${p.file}\``,
  notes: [
    "An import finds a module by its name alone, so the name has to be the path inside the source root.",
  ],
});

export const moduleReserved = defineDiagnostic<{ module: string }>({
  code: "ORCH1005",
  severity: "error",
  title: "Reserved module name",
  message: (p) => `\`${p.module}\`: names that begin with \`std\` belong to the standard library.`,
  help: "Give the module a name of your own.",
});

export const moduleTwice = defineDiagnostic<{ module: string; files: readonly string[] }>({
  code: "ORCH1006",
  severity: "error",
  title: "Module found twice",
  message: (p) => `\`${p.module}\` is found twice: ${p.files.map((file) => `\`${file}\``).join(" and ")}.`,
  notes: ["An import would not know which one is meant."],
  help: "Rename or move one of the two.",
});

export const unknownModule = defineDiagnostic<{ module: string }>({
  code: "ORCH1007",
  severity: "error",
  title: "Unknown module",
  message: (p) => `There is no module \`${p.module}\`.`,
});

export const importCycle = defineDiagnostic<{ way: readonly string[] }>({
  code: "ORCH1008",
  severity: "error",
  title: "Circle of imports",
  message: (p) =>
    p.way.length === 1
      ? `\`${p.way[0]}\` imports itself.`
      : `These modules import each other in a circle: ${[...p.way, p.way[0]].map((name) => `\`${name}\``).join(" → ")}.`,
  notes: ["A module can only be understood after those that it imports."],
  help: "Move what both need into a third module, and import that.",
});

export const projectNotJson = defineDiagnostic<{ because: string }>({
  code: "ORCH1010",
  severity: "error",
  title: "`orch.json` is not JSON",
  message: (p) => `\`orch.json\` is not JSON: ${p.because}.`,
});

export const projectUnknownKey = defineDiagnostic<{ key: string; within: string; known: readonly string[] }>({
  code: "ORCH1011",
  severity: "error",
  title: "Unknown key in `orch.json`",
  message: (p) => `\`${p.within}\` has no \`${p.key}\`.`,
  notes: [(p) => `It may hold: ${p.known.map((key) => `\`${key}\``).join(", ")}.`],
});

export const projectWrongValue = defineDiagnostic<{ key: string; wanted: string; got: string }>({
  code: "ORCH1012",
  severity: "error",
  title: "Wrong value in `orch.json`",
  message: (p) => `\`${p.key}\` takes ${p.wanted}, and this is ${p.got}.`,
});

export const projectKeyTwice = defineDiagnostic<{ key: string }>({
  code: "ORCH1015",
  severity: "error",
  title: "A key given twice in `orch.json`",
  message: (p) => `\`${p.key}\` is given twice.`,
  label: "given again",
  help: "Merge the two, or remove one.",
});

export const unknownPackage = defineDiagnostic<{ name: string; looked: string }>({
  code: "ORCH1013",
  severity: "error",
  title: "Package not installed",
  message: (p) => `The package \`${p.name}\` is not installed, or holds no orch modules.`,
  notes: [(p) => `Looked for \`${p.looked}\`.`],
  help: "Install it with npm, or remove it from `packages`.",
});

export const moreMistakes = defineDiagnostic<{ errors: number; warnings: number }>({
  code: "ORCH1014",
  severity: "info",
  title: "More mistakes",
  message: ({ errors, warnings }) =>
    `${[counted(errors, "error"), counted(warnings, "warning")].filter((part) => part !== "").join(" and ")} more in this file ${errors + warnings === 1 ? "is" : "are"} not shown.`,
  help: "Fix those above first: many of the others may disappear with them.",
});

function counted(count: number, noun: string): string {
  return count === 0 ? "" : `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
