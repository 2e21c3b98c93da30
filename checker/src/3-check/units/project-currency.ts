import type { Declaration } from "@orchlang/language/ast";
import type { LoadedModule } from "../../1-load/module.ts";
import type { LoadedProject } from "../../1-load/project.ts";
import { currenciesOf, maySpeakOfOthers, only } from "./currency.ts";

/**
 * A project whose `orch.json` names no currency uses the single currency of all its amounts, also for the costs of its
 * plans.
 *
 * @param written the author's parts of a module; absent: its tree.
 */
export function reckonedInItsOwn(
  loaded: LoadedProject,
  written: (module: LoadedModule) => Written = whole,
): LoadedProject {
  const { settings } = loaded;
  const { currency } = settings.plan;
  if (settings.saysCurrency) return loaded;
  const own = [...loaded.modules.values()].filter(({ standard }) => !standard).map(written);
  if (!own.some(({ text }) => maySpeakOfOthers(text, currency))) return loaded;
  const spoken = only(
    own.flatMap(({ declarations }) => declarations.flatMap((one) => [...currenciesOf(one)])),
  );
  return spoken === undefined || spoken === currency
    ? loaded
    : { ...loaded, settings: { ...settings, plan: { ...settings.plan, currency: spoken } } };
}

export interface Written {
  readonly text: string;
  readonly declarations: readonly Declaration[];
}

function whole({ file: { text }, tree: { declarations } }: LoadedModule): Written {
  return { text, declarations };
}
