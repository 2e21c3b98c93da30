/** Pictures of plans. A door of its own, because it loads what lays them out. */
export { sceneOf } from "./drawing/build.ts";
export { changeAnchors, renderDifferenceHtml } from "./drawing/difference-html.ts";
export { differenceScene } from "./drawing/difference-scene.ts";
export { renderDot } from "./drawing/dot.ts";
export { type Pictured, pictured, renderHtml } from "./drawing/html.ts";
export { renderDifferenceMarkdown, renderPreviewMarkdown } from "./drawing/markdown.ts";
export { renderMermaid } from "./drawing/mermaid.ts";
export type { Layout, PlacedFrame, PlacedItem, PlacedLink, Point } from "./drawing/placed.ts";
export type { Frame, Item, Link, Mark, Measures, Part, Scene } from "./drawing/scene.ts";
export { layOut, renderSvg, type Stacked, type SvgOptions, stacked } from "./drawing/svg.ts";
