export type { Breach, Claim, ClaimKind, Monitor, Played, Subject } from "./claim.ts";
