// Policy hooks.
export type { HookedAction, HookedResult } from "./hooks/policy-hook.ts";
