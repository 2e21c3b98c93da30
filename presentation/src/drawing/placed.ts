import type { Box } from "./box.ts";
import type { Frame, Item, Link } from "./scene.ts";

/** A point of a drawing, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `x` and `y` are the upper left corner. */
export interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

/** An item of a scene with its place. */
export interface PlacedItem extends Area {
  readonly item: Item;
  readonly box: Box;
}

export interface PlacedFrame extends Area {
  readonly frame: Frame;
}

export interface PlacedLink {
  readonly link: Link;
  readonly points: readonly Point[];
  /** The middle of its base line. */
  readonly label?: { readonly text: string } & Point;
}

/** A scene whose items, frames and links have places. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly items: readonly PlacedItem[];
  /** Outer before inner. */
  readonly frames: readonly PlacedFrame[];
  readonly links: readonly PlacedLink[];
}
