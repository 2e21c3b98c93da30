import { describe, expect, test } from "vitest";
import {
  renderDot,
  renderHtml,
  renderMermaid,
  renderPreviewMarkdown,
  renderSvg,
  sceneOf,
} from "../../src/drawing.ts";
import { kept } from "./plans.ts";

/* The output for readers, kept as files, so that a change of looks shows in review and can be opened. */

const outputs = [
  ["svg", (file) => renderSvg(sceneOf(file))],
  ["html", renderHtml],
  ["mmd", (file) => renderMermaid(sceneOf(file))],
  ["dot", (file) => renderDot(sceneOf(file))],
  ["md", renderPreviewMarkdown],
] satisfies readonly (readonly [string, (file: (typeof kept)[number][1]) => string])[];

describe.each(kept)("%s", (name, file) => {
  test.each(outputs)("as %s", async (extension, render) => {
    // Ids change with every detail of a plan's form.
    const text = render(file).replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:…");
    await expect(`${text}\n`).toMatchFileSnapshot(`kept/${name}.${extension}`);
  });
});
