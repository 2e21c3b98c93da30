import type { Diagnostic, Label as Mark } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { Confidentiality, Label } from "@orchlang/plan";
import type { TracedLabel } from "../traced-label.ts";
import type { Type } from "../type.ts";
import { labelledField } from "./inside.ts";
import { isCleared } from "./label.ts";
import { tooSecret, untrustedSink } from "./messages.ts";

/** Where a value goes. */
export interface Sink {
  /** In words, as the subject of "is cleared for …": "`post_public`", "the cloud tier", "role `clerk`". */
  readonly says: string;
  readonly clearance: Confidentiality;
  /** Takes nothing untrusted: `to: Geo trusted`. */
  readonly trusted?: boolean;
  /** The way to permit the label, where the author can. */
  readonly raise?: (label: Confidentiality) => string;
  /** Where the clearance, or `trusted`, is declared: asked only where something is refused. */
  readonly declared?: () => { readonly file: string; readonly span: Span };
}

/** A value at a sink. `label`: the whole one (see `wholeLabel`), joined with that of the conditions around it. */
export interface Flow {
  readonly label: TracedLabel;
  /** In words: "`address`", "this text". */
  readonly says: string;
  readonly file: string;
  readonly span: Span;
  /** The value's type, so that the field can be named that brings the label. */
  readonly type?: Type;
  /** Not a value: the executions under a condition reveal it. */
  readonly condition?: true;
}

/** The refusals, with the history of the label: none, one or two diagnostics (confidentiality, integrity). */
export function sinkCheck(flow: Flow, sink: Sink): readonly Diagnostic[] {
  return takes(sink, flow.label) ? none : refusals(flow, sink);
}

const none: readonly Diagnostic[] = [];

/** True if what is labelled so may go there. */
export function takes(sink: Sink, label: Label): boolean {
  return isCleared(label.confidentiality, sink.clearance) && !isStrange(sink, label);
}

function isStrange(sink: Sink, { integrity }: Label): boolean {
  return sink.trusted === true && integrity === "untrusted";
}

function refusals(flow: Flow, sink: Sink): readonly Diagnostic[] {
  const { label } = flow;
  const place = { file: flow.file, span: flow.span };
  const labels = [...wayOf(flow), ...declaredAt(sink, isStrange(sink, label))];
  const refused: Diagnostic[] = [];
  const says = capital(flow.says);
  if (!isCleared(label.confidentiality, sink.clearance)) {
    const part =
      flow.type && labelledField(flow.type, (own) => !isCleared(own.confidentiality, sink.clearance));
    const params = { says, label: label.confidentiality, sink: sink.says, clearance: sink.clearance };
    refused.push(
      tooSecret.at(place, params, {
        labels,
        ...noteOf(part, label.confidentiality),
        help: flow.condition ? conditionHelp : helpFor(label.confidentiality, sink),
      }),
    );
  }
  if (isStrange(sink, label)) {
    const part = flow.type && labelledField(flow.type, (own) => own.integrity === "untrusted");
    refused.push(
      untrustedSink.at(
        place,
        { says: flow.condition === true ? "The condition under which this runs" : says, sink: sink.says },
        {
          labels,
          ...noteOf(part, "untrusted"),
          ...(flow.condition === true ? { help: untrustedConditionHelp } : {}),
        },
      ),
    );
  }
  return refused;
}

function noteOf(field: string | undefined, label: string): { readonly notes?: readonly string[] } {
  if (field !== undefined) return { notes: [`Its ${label} part is \`${field}\`.`] };
  return label === "internal" ? { notes: ["Unlabelled data is internal."] } : {};
}

const conditionHelp =
  "Raise the `clearance` of the called capability, or decide by less; or accept that this much becomes known: " +
  '`declassify(…, because: "…")` around the condition is listed in the plan.';

const untrustedConditionHelp =
  "Let a person decide, or take responsibility: " +
  '`endorse(…, because: "…")` around the condition that decides it.';

function helpFor(label: Confidentiality, { raise }: Sink): string {
  const allowed = raise === undefined ? "" : `${capital(raise(label))} if it may receive it. Otherwise leave`;
  return (
    `${allowed === "" ? "Leave" : allowed} it out, or release it: \`redact(…)\` shows ‹${label}› instead, ` +
    '`declassify(…, because: "…")` lets it through and is listed in the plan.'
  );
}

/** From where it was first labelled to here; the sink's own place is not repeated. */
function wayOf(flow: Flow): readonly Mark[] {
  return flow.label.way
    .filter(
      (step) =>
        !(step.file === flow.file && step.span.start === flow.span.start && step.span.end === flow.span.end),
    )
    .map((step) => ({ file: step.file, span: step.span, message: step.says }));
}

function declaredAt(sink: Sink, strange: boolean): readonly Mark[] {
  if (sink.declared === undefined) return [];
  const { file, span } = sink.declared();
  return [{ file, span, message: strange ? "has to be trusted" : `cleared for ${sink.clearance}` }];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
