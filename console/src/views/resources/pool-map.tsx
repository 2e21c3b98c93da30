import type { Member } from "../../server/types.ts";
import { amend, type Place } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { placesOf } from "./places.ts";

const words = texts.resources;

interface Props {
  readonly name: string;
  readonly members: readonly Member[];
  readonly chosen: string | undefined;
  readonly place: Place;
}

/** Where the members of a pool are. The table below it says the same in words, so that it is one picture for readers. */
export function PoolMap({ name, members, chosen, place }: Props) {
  const places = placesOf(members);
  if (places === undefined) return null;
  const { width, height, placed, scale } = places;
  return (
    <figure className="pool-map">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words.map(name, placed.length)}>
        {placed.map(({ member, x, y }) => {
          const look = lookOf(member);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the row of the table is the keyboard's way to a member
            // biome-ignore lint/a11y/noStaticElementInteractions: see above
            <g
              key={member.resource}
              className={`is-${look}${member.resource === chosen ? " is-chosen" : ""}`}
              transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
              onClick={() => amend(place, { member: member.resource })}
            >
              <title>{words.mapped(member.id, words.looks[look])}</title>
              <path d={shapes[look]} />
              <text x="10" y="4">
                {member.id}
              </text>
            </g>
          );
        })}
        <g className="map-scale" transform={`translate(12 ${height - 12})`}>
          <path d={`M0 -4 V0 H${scale.length.toFixed(1)} V-4`} />
          <text x={scale.length + 6} y="0">
            {scale.metres >= 1_000 ? `${scale.metres / 1_000} km` : `${scale.metres} m`}
          </text>
        </g>
      </svg>
    </figure>
  );
}

type Look = "free" | "held" | "trouble";

/** A shape for each as well, for those who do not see the colours apart. */
const shapes: Readonly<Record<Look, string>> = {
  free: "M-5 0 A5 5 0 1 1 5 0 A5 5 0 1 1 -5 0 Z",
  held: "M-5 -5 H5 V5 H-5 Z",
  trouble: "M0 -6 L6 5 H-6 Z",
};

function lookOf({ health, holder }: Member): Look {
  if (health !== "ready") return "trouble";
  return holder === undefined ? "free" : "held";
}
