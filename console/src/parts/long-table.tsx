import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";

/**
 * A table of very many rows: only those that are seen are in the page, and `more` is called before its end is seen. It
 * scrolls by itself, with the keyboard too. Rows have `aria-rowindex`, from 2 on.
 */
export function LongTable({ label, head, count, total, rowHeight, keyOf, row, more }: LongTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: keyOf,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= count - 20) more?.();
  }, [last, count, more]);
  const before = rows[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (rows.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the list is scrolled by itself, with the keyboard too
    <section ref={scroller} className="long-table" tabIndex={0} aria-label={label}>
      <table aria-rowcount={(total ?? count) + 1}>
        <thead>{head}</thead>
        <tbody>
          {before > 0 && <Space height={before} />}
          {rows.map(({ index }) => row(index))}
          {after > 0 && <Space height={after} />}
        </tbody>
      </table>
    </section>
  );
}

interface LongTableProps {
  readonly label: string;
  /** The row of headings. */
  readonly head: ReactNode;
  /** Rows that are known, and all that there are. */
  readonly count: number;
  readonly total?: number | undefined;
  /** In pixels. */
  readonly rowHeight: number;
  keyOf(index: number): string | number;
  /** A `tr` with its key. */
  row(index: number): ReactNode;
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
