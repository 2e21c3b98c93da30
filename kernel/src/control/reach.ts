import type { Confidentiality, Plan } from "@orchlang/plan";

/** The labels of the data that a plan handles, and the sites of the pools that it may use. */
export interface Reach {
  readonly labels: readonly Confidentiality[];
  readonly sites: readonly string[];
}

export function reachOf({ manifest, pools }: Plan): Reach {
  const sites = manifest.pools.flatMap((pool) => {
    const site = pools[pool]?.site;
    return typeof site === "string" ? [site] : [];
  });
  return { labels: manifest.labels, sites: [...new Set(sites)] };
}

const confidentialities: readonly string[] = ["public", "internal", "personal", "secret"];

/** True if a plan handles data with the scope's label or a higher one, and may use a pool at its site. */
export function reaches(
  { labels, sites }: Reach,
  { label, site }: { readonly label?: string; readonly site?: string },
): boolean {
  const least = label === undefined ? undefined : confidentialities.indexOf(label);
  if (least !== undefined && !labels.some((one) => confidentialities.indexOf(one) >= least)) return false;
  return site === undefined || sites.includes(site);
}
