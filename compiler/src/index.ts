export type { Sources } from "./5-plan/about.ts";
export { type CompiledProject, type CompileResult, compile, type Program } from "./compile.ts";
export type { Host, Reading } from "./host.ts";
export { previewJson } from "./preview/json.ts";
export type { PlanView, Preview, RowView, RuleView } from "./preview/model.ts";
export { previewOf } from "./preview/preview.ts";
export { type RenderOptions, renderPreview } from "./preview/render.ts";
export type { CompileTarget } from "./targets.ts";
