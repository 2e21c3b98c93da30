import { defineDiagnostic } from "@orchlang/language";

export const notExhaustive = defineDiagnostic<{ missing: readonly string[]; subject: string }>({
  code: "ORCH3211",
  severity: "error",
  title: "Match that leaves something out",
  message: (p) =>
    p.missing.length === 0
      ? `This match does not say what happens with every ${p.subject}.`
      : `This match does not cover ${p.missing.map((name) => `\`${name}\``).join(", ")}.`,
  help: (p) => (p.missing.length === 0 ? "Add an `else`." : "Add what is missing, or an `else`."),
});

export const takenAbove = defineDiagnostic<{ pattern: string }>({
  code: "ORCH3212",
  severity: "error",
  title: "Pattern that is never reached",
  message: (p) => `${p.pattern} is matched above, so this is never reached.`,
  label: "never reached",
});

export const unknownPattern = defineDiagnostic<{ word: string; subject: string; words: readonly string[] }>({
  code: "ORCH3213",
  severity: "error",
  title: "Pattern that can't be",
  message: (p) => `\`${p.word}\` is not ${p.subject}.`,
  label: (p) => (p.words.length === 0 ? "" : `not one of ${p.words.map((word) => `\`${word}\``).join(", ")}`),
});

export const patternNever = defineDiagnostic<{ pattern: string; subject: string }>({
  code: "ORCH3225",
  severity: "error",
  title: "Pattern that never fits",
  message: (p) => `This is never ${p.pattern}: ${p.subject}.`,
  label: "never fits",
});

export const elseUnreached = defineDiagnostic({
  code: "ORCH3226",
  severity: "warning",
  title: "Nothing left for `else`",
  message: "The arms above cover everything, so this `else` never runs.",
  tags: ["unnecessary"],
});

export const patternNotConstant = defineDiagnostic({
  code: "ORCH3224",
  severity: "error",
  title: "Pattern that is no constant",
  message: "A pattern is a constant: what it matches has to be known before the run.",
});
