import { defineDiagnostic } from "@orchlang/language";

export const unknownType = defineDiagnostic<{ name: string }>({
  code: "ORCH3001",
  severity: "error",
  title: "Unknown type",
  message: (p) => `There is no type \`${p.name}\`.`,
  label: "not a type",
});

export const doubledTypeField = defineDiagnostic<{ field: string }>({
  code: "ORCH3012",
  severity: "error",
  title: "Field or member declared twice",
  message: (p) => `\`${p.field}\` is declared twice.`,
  label: "again here",
});

export const caseField = defineDiagnostic<{ field: string; first: string; other: string }>({
  code: "ORCH3020",
  severity: "error",
  title: "Field of two types in a union",
  message: (p) =>
    p.first === p.other
      ? `\`${p.field}\` is ${p.first} in two cases, with other bounds in each.`
      : `\`${p.field}\` is ${p.first} in one case and ${p.other} in another.`,
  label: (p) => (p.first === p.other ? "other bounds" : p.other),
  help: "Fields of one name have one type in all cases, bounds included: give one of them another name.",
});

export const tagTaken = defineDiagnostic<{ type: string }>({
  code: "ORCH3021",
  severity: "error",
  title: "Field with the name of the tag",
  message: (p) => `\`case\` says which case of \`${p.type}\` a value is, so no field has this name.`,
  help: "Give the field another name.",
});

export const boundsNotConstant = defineDiagnostic({
  code: "ORCH3013",
  severity: "error",
  title: "Bound that is no constant",
  message: "A type's bounds have to be known before the run.",
  label: "not a constant",
});

export const boundsOfNoNumber = defineDiagnostic<{ type: string }>({
  code: "ORCH3015",
  severity: "error",
  title: "Bounds on a type that has none",
  message: (p) => `\`in\` restricts numbers and quantities; this is ${p.type}.`,
});

export const recursiveType = defineDiagnostic<{ name: string; way: string }>({
  code: "ORCH3014",
  severity: "error",
  title: "Type that holds itself",
  message: (p) => `A value of \`${p.name}\` would be infinite: ${p.way}.`,
  label: "holds itself",
  help: "Refer to the other by its id, such as `parent: String`, or use `Json`.",
});

export const badPattern = defineDiagnostic<{ pattern: string }>({
  code: "ORCH3016",
  severity: "error",
  title: "Pattern that can't be read",
  message: "This regular expression can't be used.",
  notes: [
    "Patterns are written as in JavaScript, with the flag `u`; the whole text has to match. They do not look ahead or behind, refer back or count beyond a thousand: so no text takes long to be matched.",
  ],
});

export const matchingNoText = defineDiagnostic<{ type: string }>({
  code: "ORCH3017",
  severity: "error",
  title: "Pattern for something that is no text",
  message: (p) => `\`matching\` restricts texts; this is ${p.type}.`,
});

export const mapKey = defineDiagnostic<{ type: string }>({
  code: "ORCH3019",
  severity: "error",
  title: "Key that is no text",
  message: (p) => `A map's keys are texts or members, not ${p.type}.`,
});

export const unknownCurrency = defineDiagnostic<{ currency: string }>({
  code: "ORCH3115",
  severity: "error",
  title: "Unknown currency",
  message: (p) => `\`${p.currency}\` is no currency.`,
  help: "A currency is written as the three capitals of ISO 4217: `EUR`, `USD`, `CHF`.",
});

export const labelOnLet = defineDiagnostic<{ name: string }>({
  code: "ORCH3734",
  severity: "error",
  title: "Label on a `let`",
  message: (p) => `The type of \`${p.name}\` has a label, but a \`let\` has the labels of its value.`,
  help: "Leave the type out, or name one without labels. To label a value, declare it so where it comes from: a parameter, a result or a signal.",
});
