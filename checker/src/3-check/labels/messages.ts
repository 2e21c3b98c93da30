import { defineDiagnostic } from "@orchlang/language";

export const tooSecret = defineDiagnostic<{ says: string; label: string; sink: string; clearance: string }>({
  code: "ORCH3501",
  severity: "error",
  title: "Flows too far",
  message: (p) => `${p.says} is ${p.label}, but ${p.sink} is cleared for ${p.clearance} only.`,
  label: (p) => `${p.label} goes in here`,
});

export const untrustedSink = defineDiagnostic<{ says: string; sink: string }>({
  code: "ORCH3502",
  severity: "error",
  title: "Untrusted where trust is asked",
  message: (p) => `${p.says} is untrusted, but ${p.sink} accepts nothing that a stranger or a model wrote.`,
  label: "untrusted goes in here",
  help: 'Let a person decide, or take responsibility: `endorse(…, because: "…")`.',
});

export const unknownLabel = defineDiagnostic<{ label: string }>({
  code: "ORCH3503",
  severity: "error",
  title: "Unknown label",
  message: (p) => `There is no label \`@${p.label}\`.`,
  notes: ["Labels are `@public @internal @personal @secret`, and `@untrusted`."],
});
