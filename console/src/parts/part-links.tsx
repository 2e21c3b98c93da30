/** Parts of one view, each with an address of its own. */
export function PartLinks<Part extends string>({ label, current, parts }: PartLinksProps<Part>) {
  return (
    <nav className="part-links no-print" aria-label={label}>
      {parts.map(({ part, title, href }) => (
        <a key={part} href={href} aria-current={part === current ? "page" : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}

interface PartLinksProps<Part extends string> {
  readonly label: string;
  readonly current: Part;
  readonly parts: readonly { readonly part: Part; readonly title: string; readonly href: string }[];
}
