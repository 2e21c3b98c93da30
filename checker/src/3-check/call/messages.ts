import { defineDiagnostic } from "@orchlang/language";

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(" and ");

export const argumentMissing = defineDiagnostic<{ callee: string; names: readonly string[] }>({
  code: "ORCH3701",
  severity: "error",
  title: "Missing argument",
  message: (p) => `\`${p.callee}\` needs ${quoted(p.names)} too.`,
  label: (p) => (p.names.length === 1 ? `\`${p.names[0]}\` is missing` : `${quoted(p.names)} are missing`),
});

export const argumentUnknown = defineDiagnostic<{
  callee: string;
  name: string;
  known: readonly string[];
  /** An event has fields where a callable has parameters. */
  noun: "parameter" | "field";
}>({
  code: "ORCH3702",
  severity: "error",
  title: "Unknown argument",
  message: (p) => `\`${p.callee}\` has no ${p.noun} \`${p.name}\`.`,
  notes: [
    (p) =>
      p.known.length === 0
        ? p.noun === "field"
          ? "It has no fields."
          : "It takes no arguments."
        : `It has ${p.known.map((name) => `\`${name}\``).join(", ")}.`,
  ],
});

export const argumentTwice = defineDiagnostic<{ callee: string; name: string }>({
  code: "ORCH3703",
  severity: "error",
  title: "Argument given twice",
  message: (p) => `\`${p.name}\` of \`${p.callee}\` is given twice.`,
  label: "given again here",
});

export const argumentsTooMany = defineDiagnostic<{
  callee: string;
  takes: number;
  given: number;
  noun: "parameter" | "field";
}>({
  code: "ORCH3704",
  severity: "error",
  title: "Too many arguments",
  message: (p) => {
    const [takes, noun] = p.noun === "field" ? ["has", "field"] : ["takes", "argument"];
    const count = p.takes === 0 ? `no ${noun}s` : p.takes === 1 ? `one ${noun}` : `${p.takes} ${noun}s`;
    return `\`${p.callee}\` ${takes} ${count}, but ${p.given} are given.`;
  },
  label: "one too many",
});
