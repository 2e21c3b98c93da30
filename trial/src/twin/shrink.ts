import { playTwin, type Twin } from "./twin.ts";

/** The same difference in less: without lines of the program, blocks of them first, and without what happens. */
export async function shrinkTwin(twin: Twin, tries: number): Promise<Twin> {
  let least = twin;
  let left = tries;
  const attempt = async (smaller: Twin): Promise<boolean> => {
    left -= 1;
    if (!(await differs(smaller))) return false;
    least = smaller;
    return true;
  };
  for (let isSmaller = true; isSmaller && left > 0; ) {
    isSmaller = false;
    for (let at = 0; at < least.world.happenings.length && left > 0; at++) {
      const happenings = least.world.happenings.filter((_, nth) => nth !== at);
      if (await attempt({ ...least, world: { ...least.world, happenings } })) {
        isSmaller = true;
        at -= 1;
      }
    }
    for (let at = 1; at < linesOf(least).length && left > 0; at++) {
      if (await attempt({ ...least, text: withoutPart(linesOf(least), at) })) {
        isSmaller = true;
        at -= 1;
      }
    }
  }
  return least;
}

function linesOf({ text }: Twin): readonly string[] {
  return text.split("\n");
}

/** Without a line; where it opens a block, without the whole. */
function withoutPart(lines: readonly string[], at: number): string {
  let depth = 0;
  let end = at;
  do {
    for (const sign of lines[end] ?? "") depth += sign === "{" ? 1 : sign === "}" ? -1 : 0;
    end += 1;
  } while (depth > 0 && end < lines.length);
  return [...lines.slice(0, at), ...lines.slice(end)].join("\n");
}

async function differs(twin: Twin): Promise<boolean> {
  try {
    return (await playTwin(twin))?.difference !== undefined;
  } catch {
    // One that can't be played at all is another matter than one that goes two ways.
    return false;
  }
}
