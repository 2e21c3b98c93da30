import { faulted, type Outcome } from "../outcome.ts";
import { of2 } from "./define.ts";
import { aGeo, aNumber, type Geo } from "./kinds.ts";

/** The mean radius of the earth in metres (IUGG). */
const earthRadius = 6_371_008.8;
const metresPerDegree = (earthRadius * Math.PI) / 180;

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/**
 * Along the great circle by the haversine formula, rounded to a millimetre: finer than that the earth is not a
 * ball, and engines differ.
 */
function distance(a: Geo, b: Geo): Outcome {
  const north = Math.sin(radians(b.lat - a.lat) / 2);
  const east = Math.sin(radians(b.lon - a.lon) / 2);
  const h = north * north + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * east * east;
  const metres = 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(h)));
  return Math.round(metres * 1_000) / 1_000;
}

/**
 * The name of the cell that a place lies in: rows `size` metres high counted from the equator, each cut into
 * columns as wide counted from Greenwich. Places near each other mostly share a cell, places in one cell are near.
 */
function cell(place: Geo, size: number): Outcome {
  if (!(size > 0)) return faulted("a cell is larger than zero");
  const row = Math.floor((place.lat * metresPerDegree) / size);
  const middle = ((row + 0.5) * size) / metresPerDegree;
  const shrink = Math.max(Math.cos(radians(Math.min(90, Math.abs(middle)))), 1e-9);
  const column = Math.floor((place.lon * metresPerDegree * shrink) / size);
  return `${size}:${row}:${column}`;
}

function isPlace({ lat, lon }: Geo): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}

export const geo = {
  "geo.of": of2(aNumber, aNumber, (lat, lon) =>
    isPlace({ lat, lon }) ? { lat, lon } : faulted(`geo(${lat}, ${lon}) is no place on earth`),
  ),
  /** Metres. */
  "geo.distance": of2(aGeo, aGeo, distance),
  "geo.cell": of2(aGeo, aNumber, cell),
};
