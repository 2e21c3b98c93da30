import { closest, type Diagnostic, didYouMean } from "@orchlang/language";
import { zoneUnknown } from "./rule-messages.ts";

type Place = Parameters<typeof didYouMean>[0];

/** The error of a name that is no time zone; `undefined` where it is no constant. */
export function unknownZone(place: Place, zone: string | undefined): Diagnostic {
  const suggestion = zone && nearestZone(zone);
  return zoneUnknown.at(place, { zone }, didYouMean(place, suggestion, suggestion && `"${suggestion}"`));
}

/** Regions and cities are compared each by itself: `Europe/Kiev` is near `Europe/Wien` as a whole, and is another city. */
function nearestZone(zone: string): string | undefined {
  const zones = Intl.supportedValuesOf("timeZone");
  const cut = zone.indexOf("/");
  if (cut < 0) return zones.find((one) => one.endsWith(`/${zone}`)) ?? closest(zone, zones);
  const regions = new Set(zones.flatMap((one) => (one.includes("/") ? one.slice(0, one.indexOf("/")) : [])));
  const written = zone.slice(0, cut);
  const region = regions.has(written) ? written : closest(written, regions);
  const cities = zones.flatMap((one) => (one.startsWith(`${region}/`) ? one.slice(`${region}/`.length) : []));
  const city = zone.slice(cut + 1);
  const suggestion = cities.includes(city) ? city : closest(city, cities);
  return region === undefined || suggestion === undefined ? undefined : `${region}/${suggestion}`;
}
