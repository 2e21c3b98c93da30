import type { PlanFile } from "@orchlang/plan";
import type { Difference, FindingKind } from "@orchlang/presentation";
import type { Scene } from "@orchlang/presentation/drawing";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { loadEarlier } from "../project/earlier.ts";
import { openToRead, storeOption, unusable } from "../project/journal.ts";
import { isThere } from "../project/place.ts";
import { loadTarget } from "../project/target.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import type { Sink } from "../terminal/terminal.ts";

export const plan: CommandDefinition = {
  name: "plan",
  summary: "predict a run: steps, order, worst cost and time, people, rules; or compare two versions",
  arguments: [{ form: "<target>", says: "a file, `file.orch#plan_or_goal`, or a plan file" }],
  options: [
    {
      form: "--against <file|git:revision>",
      says: "show only the difference from an earlier plan file, or from a git revision",
    },
    {
      form: "--fail-on <what>",
      says: "exit with 1 if the difference has any of `cost-up`, `scope-gained`, `guard-lost` (comma-separated)",
    },
    { ...storeOption, says: "the journal to search for runs of the earlier plan" },
  ],
  formats: ["text", "json", "mermaid", "dot", "svg", "html", "markdown"],
  examples: [
    "orch plan launch.orch",
    "orch plan launch.orch --format html > launch.html",
    "orch plan launch.orch --against git:main",
    "orch plan launch.orch --against approved.plan.json --fail-on cost-up,scope-gained,guard-lost",
  ],
  async run(invocation) {
    const [target = ""] = invocation.args;
    const against = invocation.text("against");
    const failOn = await wantedFindings(invocation.text("fail-on"), against);
    const loaded = await loadTarget(target);
    if (loaded.plan === undefined) return refuseBroken(invocation.terminal, loaded);
    const { out } = invocation.terminal;
    if (against === undefined) {
      await writePreview(invocation.format, loaded.plan, out);
      return ExitCode.done;
    }
    const earlier = await loadEarlier(target, against, loaded.plan);
    const { differenceOf } = await import("@orchlang/presentation");
    const difference = differenceOf(earlier, loaded.plan);
    await writeDifference(invocation.format, difference, { old: earlier, now: loaded.plan }, out);
    if (invocation.format === "text" && earlier.id !== loaded.plan.id)
      await tellUnderWay(invocation, earlier);
    return judged(invocation, difference, failOn);
  },
};

/** The findings of `--fail-on`. */
async function wantedFindings(
  given: string | undefined,
  against: string | undefined,
): Promise<readonly FindingKind[]> {
  if (given === undefined) return [];
  if (against === undefined) {
    throw new UsageError("`--fail-on` needs a difference.", ["add `--against FILE` or `--against git:REV`"]);
  }
  const { findingKinds } = await import("@orchlang/presentation");
  return given.split(",").map((word) => {
    const kind = findingKinds.find((each) => each === word.trim());
    if (kind !== undefined) return kind;
    throw new UsageError(`\`--fail-on ${word}\` is unknown.`, [`use ${findingKinds.join(", ")}`]);
  });
}

/** Runs that began with the earlier plan end with it, whatever is deployed meanwhile. */
async function tellUnderWay(invocation: Invocation, earlier: PlanFile): Promise<void> {
  if (!isThere(invocation)) return;
  const { out, err } = invocation.terminal;
  const journal = await openToRead(invocation);
  // The difference has been told, and is right without it.
  if ("fault" in journal) return err.line(unusable(invocation, journal).message);
  const result = await journal.underWay(earlier.id);
  await journal.close();
  if (result === 0) return;
  out.line();
  out.line(
    out.paint.dim(
      `  ${result === 1 ? "1 run under way keeps" : `${result} runs under way keep`} the earlier plan.`,
    ),
  );
}

function judged(
  { terminal: { err } }: Invocation,
  difference: Difference,
  failOn: readonly FindingKind[],
): ExitCode {
  const findings = difference.findings.filter(({ kind }) => failOn.includes(kind));
  for (const { kind, because } of findings) err.line(`${err.paint.wrong(kind)}  ${because}`);
  return findings.length === 0 ? ExitCode.done : ExitCode.fault;
}

async function writePreview(format: string, file: PlanFile, out: Sink): Promise<void> {
  if (format === "json") {
    const { previewJson } = await import("@orchlang/presentation");
    return out.json(previewJson(file), 2);
  }
  out.document(`${await previewIn(format, file, out)}\n`);
}

async function previewIn(format: string, file: PlanFile, out: Sink): Promise<string> {
  if (format === "text") {
    const { previewOf, renderPreview } = await import("@orchlang/presentation");
    return renderPreview(previewOf(file), { paint: out.paint, width: out.columns });
  }
  const drawing = await import("@orchlang/presentation/drawing");
  switch (format) {
    case "html":
      return drawing.renderHtml(file);
    case "markdown":
      return drawing.renderPreviewMarkdown(file);
    default:
      return drawnIn(format, drawing.sceneOf(file));
  }
}

interface Both {
  readonly old: PlanFile;
  readonly now: PlanFile;
}

async function writeDifference(format: string, difference: Difference, both: Both, out: Sink): Promise<void> {
  if (format === "json") out.json(difference, 2);
  else out.document(`${await differenceIn(format, difference, both, out)}\n`);
}

async function differenceIn(
  format: string,
  difference: Difference,
  { old, now }: Both,
  out: Sink,
): Promise<string> {
  if (format === "text") {
    const { renderDifference } = await import("@orchlang/presentation");
    return renderDifference(difference, { paint: out.paint, width: out.columns });
  }
  const drawing = await import("@orchlang/presentation/drawing");
  switch (format) {
    case "html":
      return drawing.renderDifferenceHtml(difference, old, now);
    case "markdown":
      return drawing.renderDifferenceMarkdown(difference, old, now);
    default:
      return drawnIn(format, drawing.differenceScene(old, now));
  }
}

async function drawnIn(format: string, scene: Scene): Promise<string> {
  const { renderDot, renderMermaid, renderSvg } = await import("@orchlang/presentation/drawing");
  if (format === "svg") return renderSvg(scene);
  return format === "mermaid" ? renderMermaid(scene) : renderDot(scene);
}
