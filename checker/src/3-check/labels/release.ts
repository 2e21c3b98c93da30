import { defineDiagnostic } from "@orchlang/language";
import { type Argument, type Expression as Ast, type Call, constantText } from "@orchlang/language/ast";
import { call, failed } from "../expression/make.ts";
import type { Checking, Environment, Release, Typed } from "../expression/typed.ts";
import type { TracedLabel } from "../traced-label.ts";
import { stringType } from "../types/kinds.ts";
import { mapFieldLabels, wholeLabel } from "./inside.ts";
import { publicLabel } from "./label.ts";

/** The three words that take a label away, each an obligation of the plan (semantics, section 7). */
export const releaseWords: ReadonlySet<string> = new Set(["redact", "declassify", "endorse"]);

export const becauseMissing = defineDiagnostic<{ word: string }>({
  code: "ORCH3504",
  severity: "error",
  title: "Reason missing",
  message: (p) => `\`${p.word}\` needs a reason, which the plan lists.`,
  help: (p) => `Write \`${p.word}(…, because: "…")\`.`,
});

export const releaseArguments = defineDiagnostic<{ word: string }>({
  code: "ORCH3505",
  severity: "error",
  title: "Release of the wrong form",
  message: (p) =>
    p.word === "redact" ? "`redact` takes one value." : `\`${p.word}\` takes one value and \`because: "…"\`.`,
});

/** `redact(x)`, `declassify(x, because: "…")`, `endorse(x, because: "…")`. */
export function checkRelease(
  ast: Call,
  word: string,
  args: readonly Argument[],
  env: Environment,
  ctx: Checking,
): Typed {
  const [first, ...others] = args;
  const because = others.find((argument) => argument.name?.text === "because");
  if (first === undefined || others.some((argument) => argument !== because) || first.form === "named") {
    ctx.report(releaseArguments.at({ file: ctx.file, span: ast.span }, { word }));
    return failed(ast.span);
  }
  const value = ctx.check(first.value, undefined, env);
  if (word === "redact") return redacted(ast, value);
  const reason = because && reasonOf(because.value);
  if (reason === undefined) {
    ctx.report(becauseMissing.at({ file: ctx.file, span: because?.value.span ?? ast.span }, { word }));
    return failed(ast.span, [value]);
  }
  return word === "endorse"
    ? released(ast, value, "endorse", reason, (label) => ({ ...label, integrity: "trusted" }))
    : released(ast, value, "declassify", reason, ({ follows: _, ...label }) => ({
        ...label,
        confidentiality: "public",
      }));
}

/** Reasons are constants: they stand in the plan. */
function reasonOf(ast: Ast): string | undefined {
  const text = ast.kind === "string" ? constantText(ast)?.trim() : undefined;
  return text === "" ? undefined : text;
}

/** Only the value's label remains: ‹personal›; of one whose label follows the call, that it was taken away. */
function redacted(ast: Call, value: Typed): Typed {
  if (value.type.kind === "error") return failed(ast.span, [value]);
  const from = bare(wholeLabel(value));
  const text = from.follows === undefined ? `‹${from.confidentiality}›` : "‹redacted›";
  return {
    type: stringType,
    label: publicLabel,
    expression: { op: "constant", value: text },
    constant: { value: text },
    span: ast.span,
    reads: [],
    readsNow: false,
    releases: [...value.releases, { kind: "redact", span: ast.span, from, to: bare(publicLabel) }],
  };
}

function released(
  ast: Call,
  value: Typed,
  kind: Release["kind"],
  because: string,
  change: (label: TracedLabel) => TracedLabel,
): Typed {
  const from = bare(wholeLabel(value));
  const release: Release = { kind, span: ast.span, because, from, to: bare(change(wholeLabel(value))) };
  return {
    ...value,
    type: mapFieldLabels(value.type, change),
    label: change(value.label),
    expression: call(`label.${kind}`, value.expression),
    span: ast.span,
    releases: [...value.releases, release],
  };
}

function bare({ confidentiality, integrity, follows }: Release["from"]): Release["from"] {
  return { confidentiality, integrity, ...(follows === undefined ? {} : { follows }) };
}
