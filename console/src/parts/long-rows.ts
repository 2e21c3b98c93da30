import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useRef } from "react";

/** Those of very many rows that are seen, and the space of the others. */
interface LongRows {
  scroller(element: Element | null): void;
  readonly rows: readonly number[];
  /** In pixels, above and below the rows. */
  readonly before: number;
  readonly after: number;
  /** A row that has another height than `rowHeight` passes this as its `ref`, and its index as `data-index`. */
  measure(row: Element | null): void;
}

/** Only rows that are seen are in the page. Their scroller is an element with a height of its own. */
export function useLongRows({ count, rowHeight, keyOf }: LongRowsOf): LongRows {
  const scrolls = useRef<Element | null>(null);
  const scroller = useCallback((element: Element | null) => {
    scrolls.current = element;
  }, []);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scrolls.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: keyOf,
  });
  const rows = virtual.getVirtualItems();
  return {
    scroller,
    rows: rows.map(({ index }) => index),
    before: rows[0]?.start ?? 0,
    after: virtual.getTotalSize() - (rows.at(-1)?.end ?? 0),
    measure: virtual.measureElement,
  };
}

export interface LongRowsOf {
  readonly count: number;
  /** In pixels, of a row that has not been measured. */
  readonly rowHeight: number;
  keyOf(index: number): string | number;
}
