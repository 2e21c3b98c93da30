import { type ReactNode, type RefCallback, useEffect } from "react";
import { type LongRowsOf, useLongRows } from "./long-rows.ts";

/**
 * A table of very many rows: only those that are seen are in the page, and `more` is called before its end is seen. It
 * scrolls by itself, with the keyboard too. Rows have `aria-rowindex`, from 2 on.
 */
export function LongTable({ label, head, total, row, more, ...of }: LongTableProps) {
  const { scroller, rows, before, after, measure } = useLongRows(of);
  const { count } = of;
  const last = rows.at(-1) ?? 0;
  useEffect(() => {
    if (last >= count - 20) more?.();
  }, [last, count, more]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the list is scrolled by itself, with the keyboard too
    <section ref={scroller} className="long-table" tabIndex={0} aria-label={label}>
      <table aria-rowcount={(total ?? count) + 1}>
        <thead>{head}</thead>
        <tbody>
          {before > 0 && <Space height={before} />}
          {rows.map((index) => row(index, measure))}
          {after > 0 && <Space height={after} />}
        </tbody>
      </table>
    </section>
  );
}

interface LongTableProps extends LongRowsOf {
  readonly label: string;
  /** The row of headings. */
  readonly head: ReactNode;
  /** All rows that there are, if `count` are only those that are known. */
  readonly total?: number | undefined;
  /** A `tr` with its key; one of its own height passes `measure` as its `ref`, and `data-index`. */
  row(index: number, measure: RefCallback<Element>): ReactNode;
  readonly more?: (() => void) | undefined;
}

/** Stands for the rows that are not in the page. One cell: more would make columns of those that a small screen hides. */
function Space({ height }: { height: number }) {
  return (
    <tr>
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
