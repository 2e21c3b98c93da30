/*
 * For those who work on orch: every command from the sources, and what the first phases make of a file.
 *   npm run dev -- check file.orch
 *   npm run dev -- tokens|ast file.orch
 */
import { createSourceFile, parse } from "@orchlang/language";
import { main } from "./main.ts";
import { readText } from "./project/json-argument.ts";

const argv = process.argv.slice(2);
const [what, file = ""] = argv;

switch (what) {
  case "tokens":
    for (const { startOffset, end, tokenType, image } of parse(source()).tokens) {
      console.log(`${startOffset}..${end}\t${tokenType.name}\t${JSON.stringify(image)}`);
    }
    break;
  case "ast":
    console.log(JSON.stringify(parse(source()).file, null, 2));
    break;
  default:
    await main(argv);
}

function source() {
  return createSourceFile(file, readText("file", file));
}
