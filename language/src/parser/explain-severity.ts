import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import { closest } from "../diagnostics/suggest.ts";
import * as kinds from "../lexer/token-types.ts";
import { word } from "../lexer/token-types.ts";
import type { FaultContext } from "./fault.ts";
import { unexpected } from "./syntax-errors.ts";
import * as layout from "./token-view.ts";

const severities = ["blocking", "warning", "advisory", "informational"] as const;

/** What the severities are called elsewhere. */
const elsewhere: Readonly<Record<string, (typeof severities)[number]>> = {
  block: "blocking",
  critical: "blocking",
  error: "blocking",
  fatal: "blocking",
  high: "blocking",
  mandatory: "blocking",
  required: "blocking",
  warn: "warning",
  medium: "warning",
  low: "advisory",
  minor: "advisory",
  hint: "informational",
  info: "informational",
};

/** `guardrail spend : money critical {` */
export function explainSeverity(context: FaultContext): Diagnostic | undefined {
  const declares = layout.typeAt(context, context.declaration);
  if (declares !== word.guardrail && declares !== word.policy) return undefined;
  if (layout.typeAt(context, context.at + 1) !== kinds.LeftBrace || !layout.isWord(context, context.at))
    return undefined;
  const { image, startOffset, end } = layout.tokenAt(context, context.at);
  const place = { file: context.file, span: { start: startOffset, end } };
  const params = {
    expected: "`blocking`, `warning`, `advisory` or `informational`",
    found: `\`${image}\``,
  };
  return unexpected.at(place, params, didYouMean(place, elsewhere[image] ?? closest(image, severities)));
}
