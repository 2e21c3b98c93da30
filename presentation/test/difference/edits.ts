import type { PlanFile } from "@orchlang/plan";
import { differenceOf } from "../../src/difference/difference.ts";
import type { Difference } from "../../src/difference/model.ts";
import { renderDifference } from "../../src/difference/render.ts";
import { campaignText, planOf } from "../drawing/plans.ts";

/** Pairs of what stands in a program and what stands there instead. */
export type Edits = readonly (readonly [from: string, to: string])[];

export function edited(text: string, edits: Edits): string {
  return edits.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`the program has no ${from}`);
    return result.replace(from, to);
  }, text);
}

const entry = "marketing.campaign.launch";
const campaign = planOf(campaignText, entry);

/** The campaign, and what becomes of it. */
export function campaignAfter(...edits: Edits): PlanFile {
  return planOf(edited(campaignText, edits), entry);
}

export function changed(...edits: Edits): Difference {
  return differenceOf(campaign, campaignAfter(...edits));
}

/** As text, without its first line's ids. */
export function told(difference: Difference): string {
  return `\n${renderDifference(difference).replaceAll(/sha256:\S+/gu, "sha256:…")}\n`;
}
