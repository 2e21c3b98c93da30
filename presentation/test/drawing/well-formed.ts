import { parse } from "parse5";
import { SaxesParser } from "saxes";

/** Reads XML strictly; gives the names of its elements and all the text in it. */
export function xmlOf(text: string): { readonly elements: readonly string[]; readonly text: string } {
  const elements: string[] = [];
  let inside = "";
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name }) => elements.push(name));
  parser.on("text", (part) => {
    inside += part;
  });
  parser.write(text).close();
  return { elements, text: inside };
}

/** Reads HTML as browsers do; a mistake that they would mend in silence is thrown. */
export function htmlOf(text: string): HtmlNode {
  return parse(text, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine, startCol }) => {
      throw new Error(
        `${code} at ${startLine}:${startCol}: ${text.split("\n")[startLine - 1]?.slice(0, 200)}`,
      );
    },
  }) as unknown as HtmlNode;
}

export interface HtmlNode {
  readonly nodeName: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly HtmlNode[];
  readonly value?: string;
}

export function everyNode(node: HtmlNode): readonly HtmlNode[] {
  return [node, ...(node.childNodes ?? []).flatMap(everyNode)];
}

export function attribute(node: HtmlNode, name: string): string | undefined {
  return node.attrs?.find((each) => each.name === name)?.value;
}
