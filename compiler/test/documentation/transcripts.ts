import { renderDiagnostic } from "@orchlang/language";
import { previewOf } from "../../src/preview/preview.ts";
import { renderPreview } from "../../src/preview/render.ts";
import { type Block, blocksOf } from "./blocks.ts";
import { compileBlock } from "./compile-block.ts";

/*
 * What pages show of the tools' answers. A block fenced as `text check` or `text plan` is what `orch check` or `orch
 * plan` says of the program above it, so it is never older than they are.
 */

const width = 88;

/** The page with these blocks as they have to be. */
export function withTranscripts(page: string): string {
  const blocks = blocksOf(page);
  return page.replaceAll(/^```text (check|plan)\n[\s\S]*?^```$/gm, (_, command: string, at: number) => {
    const line = page.slice(0, at).split("\n").length;
    const block = blocks.findLast((candidate) => candidate.line < line);
    if (block === undefined) throw new Error(`line ${line}: there is no program above`);
    return `\`\`\`text ${command}\n${answers[command]?.(block)}\n\`\`\``;
  });
}

const answers: Readonly<Record<string, (block: Block) => string>> = { check: checked, plan: planned };

function checked(block: Block): string {
  const { found, source } = compileBlock(block);
  const rendered = found.map((diagnostic) => renderDiagnostic(diagnostic, { sourceOf: source, width }));
  // Readers run `orch check` in the folder, where paths have no slash in front.
  return Object.keys(block.files).reduce(
    (text, path) => text.replaceAll(path, path.slice(1)),
    rendered.join("\n\n"),
  );
}

/** Of the goal or plan that is meant when only the file is named. */
function planned(block: Block): string {
  const { result } = compileBlock(block);
  const roots = result.targets.filter(({ root }) => root);
  const [only] = roots;
  const plan = only === undefined || roots.length > 1 ? undefined : result.plan(only.name);
  if (plan === undefined) throw new Error(`line ${block.line}: there is no one plan to show`);
  // The id changes with every detail of a plan's form, and tells readers nothing.
  return renderPreview(previewOf(plan), { width }).replace(/sha256:\w+…\w+/, "sha256:…");
}
