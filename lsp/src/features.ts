import type { Feature } from "./feature.ts";
import { codeActions } from "./features/code-actions.ts";
import { codeLens } from "./features/code-lens.ts";
import { completion } from "./features/completion.ts";
import { definition } from "./features/definition.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { difference } from "./features/difference.ts";
import { fileRenames } from "./features/file-renames.ts";
import { formatting } from "./features/formatting.ts";
import { hierarchy } from "./features/hierarchy.ts";
import { hover } from "./features/hover.ts";
import { implementation } from "./features/implementation.ts";
import { inlayHints } from "./features/inlay-hints.ts";
import { linkedEditing } from "./features/linked-editing.ts";
import { links } from "./features/links.ts";
import { plans } from "./features/plans.ts";
import { questions } from "./features/questions.ts";
import { ranges } from "./features/ranges.ts";
import { references } from "./features/references.ts";
import { rename } from "./features/rename.ts";
import { scenarios } from "./features/scenarios.ts";
import { semanticTokens } from "./features/semantic-tokens.ts";
import { signatureHelp } from "./features/signature-help.ts";
import { story } from "./features/story.ts";
import { symbols } from "./features/symbols.ts";
import { typeHierarchy } from "./features/type-hierarchy.ts";
import { verify } from "./features/verify.ts";

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
