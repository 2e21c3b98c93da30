import type { Item } from "./scene.ts";
import { fitted, widthOf } from "./text.ts";

/* How large an item is, and what stands in it, line by line. Pixels. */

export const fontSize = { title: 13, line: 11, label: 11, heading: 15 } as const;
const padding = 11;
const boxWidthMax = 280;
const boxWidthMin = 84;

interface BoxLine {
  readonly text: string;
  readonly role: "title" | "what" | "worst" | "note";
  /** The y of the base line, from the box's top. */
  readonly y: number;
}

export interface Box {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly BoxLine[];
}

export function boxOf(item: Item): Box {
  switch (item.form) {
    case "choice":
      return { width: 20, height: 20, lines: [] };
    case "end":
      return { width: 10, height: 10, lines: [] };
    case "act":
    case "stop": {
      const title = fitted(item.title, fontSize.line, boxWidthMax - 2 * padding);
      const width = Math.max(46, widthOf(title, fontSize.line) + 2 * padding);
      return { width: Math.ceil(width), height: 24, lines: [{ text: title, role: "title", y: 16 }] };
    }
    default:
      return stepBox(item);
  }
}

function stepBox(item: Item): Box {
  const inner = boxWidthMax - 2 * padding;
  const what = [item.what, item.who].filter((part) => part !== undefined && part !== "").join(" · ");
  const texts: { readonly text: string; readonly role: BoxLine["role"]; readonly size: number }[] = [
    { text: item.title, role: "title", size: fontSize.title },
  ];
  if (what !== "") texts.push({ text: what, role: "what", size: fontSize.line });
  if (item.worst !== undefined) texts.push({ text: spoken(item.worst), role: "worst", size: fontSize.line });
  if (item.notes.length > 0) texts.push({ text: item.notes.join(" · "), role: "note", size: fontSize.line });
  const widths = texts.map(({ text, size }) => widthOf(text, size));
  const width = Math.min(boxWidthMax, Math.max(boxWidthMin, Math.max(...widths) + 2 * padding));
  const lines: BoxLine[] = [];
  let y = padding - 1;
  for (const { text, role, size } of texts) {
    y += role === "title" ? 12 : 15;
    lines.push({ text: fitted(text, size, inner), role, y });
  }
  return { width: Math.ceil(width), height: y + padding, lines };
}

/** A cost of nothing is not worth a dash here. */
function spoken({ cost, time }: { readonly cost: string; readonly time: string }): string {
  return cost === "–" ? time : `${cost} · ${time}`;
}
