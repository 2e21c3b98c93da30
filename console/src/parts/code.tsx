import { Fragment } from "react";

/** A name or a line of a program. Where it is too long, it is broken behind a dot, a comma or a parenthesis first. */
export function Code({ text }: { text: string }) {
  return (
    <code>
      {text.split(/(?<=[.,(])/u).map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no identity but their place
        <Fragment key={at}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </code>
  );
}
