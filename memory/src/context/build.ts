import { duplicatesOf } from "./duplicates.ts";
import { fenced, markOf, opening } from "./fence.ts";
import type { Context, Left, Piece, Suspicion, Used, Wish } from "./piece.ts";
import { ranksOf } from "./rank.ts";
import { shortened } from "./shorten.ts";
import { suspicionOf, withoutHidden } from "./suspicion.ts";
import { wordsOf } from "./words.ts";

interface Candidate extends Piece {
  readonly index: number;
  readonly suspect?: Suspicion;
}

/**
 * The context of a question within a budget of tokens: by falling rank, each piece that still fits, whole or its
 * sentences about the question. With a larger budget a piece is lost only to one of higher rank. Equal arguments give equal contexts.
 *
 * `budget` below what the first piece needs: the empty text, of no tokens.
 */
export function contextOf(pieces: readonly Piece[], wish: Wish): Context {
  const left: Left[] = [];
  const asked = [...new Set(wordsOf(wish.question))];
  const ranked = candidates(pieces, wish, left);
  const mark = markOf(pieces.map(({ text }) => withoutHidden(text)));
  const head = opening(mark);
  let tokens = wish.count(head);
  let text = head;
  const used: Used[] = [];
  for (const candidate of ranked) {
    const room = wish.budget - tokens;
    const fits = (text: string) => wish.count(fenced(mark, { ...candidate, text })) <= room;
    const result = fits(candidate.text)
      ? { text: candidate.text, cut: 0 }
      : shortened(candidate.text, asked, fits);
    if (result === undefined) {
      left.push({ piece: candidate.index, because: "no_room" });
      continue;
    }
    const block = fenced(mark, { ...candidate, text: result.text });
    text += block;
    tokens += wish.count(block);
    used.push(usedAs(candidate, result.cut));
  }
  left.sort((one, other) => one.piece - other.piece);
  return used.length === 0 ? { text: "", tokens: 0, used, left } : { text, tokens, used, left };
}

/** Those that may be used, by falling rank. */
function candidates(pieces: readonly Piece[], wish: Wish, left: Left[]): readonly Candidate[] {
  const suspicions = pieces.map(({ text }) => suspicionOf(text));
  const ranks = ranksOf(pieces, wish, (piece) => suspicions[piece] !== undefined);
  const open: Candidate[] = [];
  for (const [index, piece] of pieces.entries()) {
    const text = withoutHidden(piece.text).trim();
    const suspect = suspicions[index];
    if (text === "") left.push({ piece: index, because: "empty" });
    else if (suspect !== undefined && wish.suspects === "drop")
      left.push({ piece: index, because: "suspect" });
    else open.push({ ...piece, text, index, ...(suspect === undefined ? {} : { suspect }) });
  }
  const ordered = open.toSorted((one, other) => (ranks[other.index] ?? 0) - (ranks[one.index] ?? 0));
  const doubles = duplicatesOf(ordered.map(({ text }) => text));
  for (const [double, first] of doubles) {
    const [one, other] = [ordered[double], ordered[first]];
    if (one !== undefined && other !== undefined)
      left.push({ piece: one.index, because: "duplicate", of: other.index });
  }
  return ordered.filter((_, place) => !doubles.has(place));
}

function usedAs({ index, suspect }: Candidate, cut: number): Used {
  return { piece: index, cut, ...(suspect === undefined ? {} : { suspect }) };
}
