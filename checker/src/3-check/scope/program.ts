import type { Diagnostic } from "@orchlang/language";
import type { Declaration } from "@orchlang/language/ast";
import type { Schema } from "@orchlang/plan";
import type { ProjectSettings } from "../../1-load/project.ts";
import type { Definition } from "../../2-resolve/definition.ts";
import type { ResolvedProject } from "../../2-resolve/resolve.ts";
import type { CheckedRoutine, TracedLabel } from "../checked.ts";
import type { EventDefinition, EventSignature } from "../declarations/event-signature.ts";
import type { PoolSignature } from "../declarations/pool-signature.ts";
import type { CallableDefinition, Signature } from "../declarations/signature.ts";
import type { Binding } from "../expression/typed.ts";
import type { TargetStep } from "../scenario/target.ts";
import type { TypeInModule } from "../types/declared.ts";
import type { WrittenType } from "../types/resolve.ts";
import type { Family } from "./family.ts";
import type { ModuleContext } from "./module.ts";
import type { Tagged } from "./tagged.ts";

/**
 * The shared state of one project's checks: the resolved names, and values computed on demand, once each. It lives as
 * long as one check.
 */
export interface ProgramContext {
  readonly resolved: ResolvedProject;
  readonly settings: ProjectSettings;
  /** The folder that handler paths are relative to. */
  readonly root: string;
  readonly report: (diagnostic: Diagnostic) => void;
  /**
   * Whether a mistake is still worth a look for what was meant: beyond those that are shown it is not, and looking
   * through all names for each of ten thousand mistakes would take their product.
   */
  readonly suggests: () => boolean;
  readonly module: (name: string) => ModuleContext;
  /** The module of a declaration, from where that stands. */
  readonly home: (declared: DeclaredAt) => ModuleContext;
  /** Schemas of named types, by qualified name: filled as they are met. */
  readonly schemas: Map<string, Schema>;

  readonly typeOf: (type: TypeInModule) => WrittenType;
  readonly signatureOf: (definition: CallableDefinition) => Signature;
  readonly eventOf: (definition: EventDefinition) => EventSignature;
  readonly signalTypeOf: (definition: Definition<"signal">) => WrittenType;
  /** The binding of a constant's name. */
  readonly constantOf: (definition: Definition<"constant">) => Binding;
  readonly familyOf: (definition: Definition<"signal" | "flag">) => Family | undefined;
  readonly poolOf: (definition: Definition<"resource">) => PoolSignature;
  /** The label of what a signal or flag says. */
  readonly contextLabelOf: (definition: Definition<"signal" | "flag">) => TracedLabel;
  /** `undefined` while it is being checked: plans that call each other in a circle. */
  readonly routineOf: (definition: Definition<"plan">) => CheckedRoutine | undefined;
  /** The outcome of a checked plan, as its callers need it. */
  readonly outcomeOf: (definition: Definition<"plan">) => RoutineOutcome | undefined;
  /** The steps of a checked plan that scenarios may refer to. */
  readonly stepsOf: (definition: Definition<"plan">) => readonly TargetStep[];
  /** The plans that achieve a goal, in the order of the project's modules and their text. */
  readonly plansOf: (goal: Pick<Definition<"goal">, "qualified">) => readonly Definition<"plan">[];
  /** The capabilities by their tags. */
  readonly tagged: () => Tagged;
}

/** Where a declaration stands. */
export interface DeclaredAt extends Pick<Definition, "module" | "file"> {
  /** The declaration itself: its plain `Money` may be of a currency of its own. */
  readonly declaration?: Declaration;
}

export interface RoutineOutcome {
  /** The names under which it may fail. */
  readonly fails: readonly string[];
  readonly label: TracedLabel;
}
