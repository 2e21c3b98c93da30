import type { ReactNode } from "react";

/** A table that may be wider than the page: it scrolls by itself, with the keyboard too. */
export function WideTable({ label, className, children }: WideTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a focus, the keyboard could not scroll it
    <section className="scroll-x" tabIndex={0} aria-label={label}>
      <table className={className}>{children}</table>
    </section>
  );
}

interface WideTableProps {
  /** Names the place of the table for those who move from place to place. */
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}
