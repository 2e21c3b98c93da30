import { defineDiagnostic } from "@orchlang/language";

export const unknownUnitInScale = defineDiagnostic<{ unit: string; declares: string }>({
  code: "ORCH3105",
  severity: "error",
  title: "Unit declared by an unknown unit",
  message: (p) => `\`${p.declares}\` is declared by \`${p.unit}\`, which is no unit.`,
  label: "no unit of this name",
});

export const unitRecursion = defineDiagnostic<{ way: string }>({
  code: "ORCH3106",
  severity: "error",
  title: "Unit declared by way of itself",
  message: (p) => `A unit is a multiple of another, but these form a circle: ${p.way}.`,
  label: "declared by way of itself",
  help: "Make one of them the base unit, which is declared without `=`.",
});

export const unitOfOtherQuantity = defineDiagnostic<{
  unit: string;
  quantity: string;
  by: string;
  otherQuantity: string;
}>({
  code: "ORCH3107",
  severity: "error",
  title: "Unit of another quantity",
  message: (p) =>
    `\`${p.unit}\` is a unit of ${p.quantity}, so it can't be so many \`${p.by}\`, a unit of ${p.otherQuantity}.`,
  label: (p) => `\`${p.by}\` measures ${p.otherQuantity}`,
});

export const secondBaseUnit = defineDiagnostic<{ unit: string; quantity: string; first: string }>({
  code: "ORCH3108",
  severity: "error",
  title: "Second base unit",
  message: (p) => `${p.quantity} has a base unit already: \`${p.first}\`.`,
  label: "a second one, without a number of the first",
  help: (p) => `State how much of it one \`${p.unit}\` is: \`unit ${p.unit}: ${p.quantity} = … ${p.first}\`.`,
});

export const unitTwice = defineDiagnostic<{ unit: string }>({
  code: "ORCH3109",
  severity: "error",
  title: "Unit declared twice",
  message: (p) => `The unit \`${p.unit}\` is declared twice.`,
  label: "declared again here",
});
