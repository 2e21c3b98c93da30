import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedProgram } from "../checked.ts";
import type { ModuleContext } from "../scope/module.ts";
import { trustWords } from "../types/user.ts";
import { roleClearance } from "./clearance.ts";
import { checkWord } from "./words.ts";

export function checkRole(
  definition: Definition<"role">,
  module: ModuleContext,
): CheckedProgram["roles"][string] {
  const { trust } = definition.declaration;
  if (trust !== undefined) checkWord(trust, "trust that a role can have", trustWords, module);
  return { clearance: roleClearance(definition) };
}
