import type { Json } from "@orchlang/plan";
import type { Member } from "../../server/types.ts";

/** WGS 84, in degrees. */
interface Position {
  readonly lat: number;
  readonly lon: number;
}

interface Placed {
  readonly member: Member;
  /** In the units of the map, from its upper left corner. */
  readonly x: number;
  readonly y: number;
}

interface Places {
  readonly width: number;
  readonly height: number;
  readonly placed: readonly Placed[];
  /** A round length for the scale of the map, in metres, and how long it is on the map. */
  readonly scale: { readonly metres: number; readonly length: number };
}

const width = 640;
const heights = { least: 160, most: 420 } as const;
/** Around the outermost members, for their names. */
const margin = 48;
/** Metres a degree of latitude. */
const degree = 111_320;
/** The smallest extent that a map shows, so that members at one place do not stand apart by centimetres. */
const metresMin = 100;

/**
 * The members whose place is known, on a plain map: equirectangular around their middle, which is exact enough for what
 * one dispatcher looks at. `undefined`: the place of no member is known.
 */
export function placesOf(members: readonly Member[]): Places | undefined {
  const known = members.flatMap((member) => {
    const at = positionIn(member.fields);
    return at === undefined ? [] : [{ member, ...at }];
  });
  if (known.length === 0) return undefined;
  const middle = mean(known.map(({ lat }) => lat));
  const first = known[0]?.lon ?? 0;
  const narrow = Math.max(0.01, Math.cos((middle * Math.PI) / 180));
  const metres = known.map(({ lat, lon, member }) => ({
    member,
    east: nearTo(first, lon) * degree * narrow,
    south: -lat * degree,
  }));
  const across = extent(metres.map(({ east }) => east));
  const down = extent(metres.map(({ south }) => south));
  const perMetre = Math.min(
    (width - 2 * margin) / Math.max(metresMin, across.length),
    (heights.most - 2 * margin) / Math.max(metresMin, down.length),
  );
  const height = Math.max(heights.least, Math.round(down.length * perMetre + 2 * margin));
  const round = roundLength(width / 4 / perMetre);
  return {
    width,
    height,
    placed: metres.map(({ member, east, south }) => ({
      member,
      x: width / 2 + (east - across.middle) * perMetre,
      y: height / 2 + (south - down.middle) * perMetre,
    })),
    scale: { metres: round, length: round * perMetre },
  };
}

/** The first field that holds a place; it may stand in a record inside. */
function positionIn(fields: Json | undefined): Position | undefined {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return undefined;
  const { lat, lon } = fields as { readonly lat?: Json; readonly lon?: Json };
  if (typeof lat === "number" && typeof lon === "number") return { lat, lon };
  for (const inner of Object.values(fields)) {
    const position = positionIn(inner);
    if (position !== undefined) return position;
  }
  return undefined;
}

/** A longitude as near to another as it can be, so that a group around the 180th meridian stays together. */
function nearTo(first: number, lon: number): number {
  return first + ((((lon - first + 180) % 360) + 360) % 360) - 180;
}

function extent(values: readonly number[]): { readonly length: number; readonly middle: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return { length: most - least, middle: (least + most) / 2 };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** 1, 2 or 5 times a power of ten, at most that much. */
function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2].find((times) => times * power <= most) ?? 1) * power;
}
