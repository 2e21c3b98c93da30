/** The last part of a qualified name: `campaign.marketing_lead` is `marketing_lead`. */
export function shortName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(".") + 1);
}
