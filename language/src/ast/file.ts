import type { CapabilityDeclaration, DefaultsDeclaration } from "./capability.ts";
import type {
  EventDeclaration,
  FlagDeclaration,
  FusionDeclaration,
  ResourceDeclaration,
  SignalDeclaration,
} from "./context.ts";
import type { Name, Path } from "./names.ts";
import type { GoalDeclaration, PlanDeclaration } from "./plan.ts";
import type { GuardrailDeclaration, PolicyDeclaration } from "./rules.ts";
import type { ScenarioDeclaration } from "./scenario.ts";
import type { Span } from "./span.ts";
import type { TriggerDeclaration } from "./trigger.ts";
import type { ConstantDeclaration, RoleDeclaration, TypeDeclaration, UnitDeclaration } from "./vocabulary.ts";

/** A whole file. A tree always exists; where `module` is missing, a syntax error was reported. */
export interface FileNode {
  readonly kind: "file";
  readonly module: ModuleHeader | undefined;
  readonly imports: readonly Import[];
  readonly declarations: readonly Declaration[];
  readonly span: Span;
}

/** `module a.b.c`, with the doc comment above it, which is the file's. */
export interface ModuleHeader {
  readonly kind: "module";
  readonly path: Path;
  readonly doc: string | undefined;
  readonly span: Span;
}

/** `import a.b { x, Y as Z }`. */
export interface Import {
  readonly kind: "import";
  readonly path: Path;
  readonly names: readonly ImportedName[];
  /** A syntax error was reported inside. */
  readonly broken: boolean;
  readonly span: Span;
}

export interface ImportedName {
  readonly kind: "importedName";
  readonly name: Name;
  readonly alias: Name | undefined;
  readonly span: Span;
}

export type Declaration =
  | CapabilityDeclaration
  | DefaultsDeclaration
  | TypeDeclaration
  | UnitDeclaration
  | RoleDeclaration
  | ConstantDeclaration
  | ResourceDeclaration
  | SignalDeclaration
  | FlagDeclaration
  | EventDeclaration
  | FusionDeclaration
  | GoalDeclaration
  | PlanDeclaration
  | PolicyDeclaration
  | GuardrailDeclaration
  | TriggerDeclaration
  | ScenarioDeclaration
  | BrokenDeclaration;

/** Text that could not be read as a declaration; a syntax error was reported for it. */
export interface BrokenDeclaration {
  readonly kind: "brokenDeclaration";
  /** The name that it would have declared, where that much was clear. */
  readonly name: Name | undefined;
  /** Other words that may have been meant as it. */
  readonly lost: readonly string[];
  readonly span: Span;
}
