import type { Draft } from "../draft.ts";

/* What `orch.json` says: for what tiers are cleared, which sources strangers may write. */

export function writeSettings(draft: Draft): void {
  const { dice, theme, events } = draft;
  if (!dice.chance(theme.labels * 0.5)) return;
  const sources = dice.some(events, 0.3).map(({ name }) => `${name}.src`);
  if (sources.length > 0) draft.set("untrusted", sources);
  // So that what is labelled reaches them, and rules have something to say.
  if (dice.chance(0.6)) draft.set("clearances", { edge: "secret", cloud: dice.one(["secret", "personal"]) });
  if (dice.chance(0.1)) draft.set("zone", "Europe/Berlin");
}
