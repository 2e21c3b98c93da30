import type { Feature } from "./feature.ts";
import { codeActions } from "./features/code-actions.ts";
import { codeLens } from "./features/code-lens.ts";
import { completion } from "./features/completion.ts";
import { definition, implementation, references } from "./features/definition.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { fileRenames } from "./features/file-renames.ts";
import { formatting } from "./features/formatting.ts";
import { hierarchy, typeHierarchy } from "./features/hierarchy.ts";
import { hover, signatureHelp } from "./features/hover.ts";
import { inlayHints } from "./features/inlay-hints.ts";
import { links } from "./features/links.ts";
import { difference, plans, questions } from "./features/plans.ts";
import { ranges } from "./features/ranges.ts";
import { linkedEditing, rename } from "./features/rename.ts";
import { scenarios, story, verify } from "./features/scenarios.ts";
import { semanticTokens } from "./features/semantic-tokens.ts";
import { symbols } from "./features/symbols.ts";

/** Everything that the server can do. */
export const features: readonly Feature[] = [
  diagnostics,
  hover,
  completion,
  signatureHelp,
  definition,
  implementation,
  hierarchy,
  typeHierarchy,
  references,
  rename,
  fileRenames,
  linkedEditing,
  symbols,
  semanticTokens,
  inlayHints,
  codeActions,
  formatting,
  ranges,
  links,
  plans,
  difference,
  questions,
  scenarios,
  story,
  verify,
  codeLens,
];
