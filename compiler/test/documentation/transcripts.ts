import { renderDiagnostic } from "@orchlang/language";
import type { PlanFile } from "@orchlang/plan";
import {
  differenceOf,
  explainNode,
  findNodes,
  previewOf,
  renderDifference,
  renderExplanation,
  renderPreview,
} from "@orchlang/presentation";

import { renderMermaid, sceneOf } from "@orchlang/presentation/drawing";

import { type Block, blocksOf } from "./blocks.ts";
import { compileBlock } from "./compile-block.ts";

/*
 * What pages show of the tools' answers, which is therefore never older than they are. Of the program above it a block
 * fenced as `text check` or `text plan` is what `orch check` or `orch plan` says, `text explain job` what `orch explain`
 * says of its step `job`, `text against` what `orch plan --against` says of it and the whole program before it, and
 * `mermaid` its picture.
 */

const width = 88;

/** The page with these blocks as they have to be. */
export function withTranscripts(page: string): string {
  const blocks = blocksOf(page);
  const fence = /^```(text (?:check|plan|against|explain \S+)|mermaid)\n[\s\S]*?^```$/gm;
  return page.replaceAll(fence, (_, info: string, at: number) => {
    const line = page.slice(0, at).split("\n").length;
    const above = blocks.filter((candidate) => candidate.line < line);
    const block = above.at(-1);
    if (block === undefined) throw new Error(`line ${line}: there is no program above`);
    return `\`\`\`${info}\n${answer(info, block, above)}\n\`\`\``;
  });
}

function answer(info: string, block: Block, above: readonly Block[]): string {
  if (info === "mermaid") return renderMermaid(sceneOf(planOf(block)));
  const [, command = "", node = ""] = info.split(" ");
  switch (command) {
    case "check":
      return checked(block);
    case "explain":
      return explained(block, node);
    case "against": {
      const earlier = above.findLast((each) => each.whole && each !== block);
      if (earlier === undefined) throw new Error(`line ${block.line}: there is no program before it`);
      const difference = differenceOf(planOf(earlier), planOf(block));
      return withoutIds(renderDifference(difference, { width }));
    }
    default:
      return withoutIds(renderPreview(previewOf(planOf(block)), { width }));
  }
}

function explained(block: Block, name: string): string {
  const file = planOf(block);
  const [found] = findNodes(file, name);
  if (found === undefined) throw new Error(`line ${block.line}: there is no ${name}`);
  return renderExplanation(explainNode(file, found.routine, found.node), { width });
}

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
function planOf(block: Block): PlanFile {
  const { result } = compileBlock(block);
  const roots = result.targets.filter(({ root }) => root);
  const [only] = roots;
  const plan = only === undefined || roots.length > 1 ? undefined : result.plan(only.name);
  if (plan === undefined) throw new Error(`line ${block.line}: there is no one plan to show`);
  return plan;
}

/** Ids change with every detail of a plan's form, and tell readers nothing. */
function withoutIds(text: string): string {
  return text.replaceAll(/sha256:\w+…\w+/g, "sha256:…");
}
