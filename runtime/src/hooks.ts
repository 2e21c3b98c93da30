// Policy hooks.
export type { HookContext, HookedAction, HookedResult, HookVerdict } from "./hooks/policy-hook.ts";
