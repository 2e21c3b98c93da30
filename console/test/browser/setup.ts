import { chromiumPath } from "./chromium.ts";

export default function setup(): void {
  if (chromiumPath() === undefined)
    process.stdout.write("No Chromium on this machine: the console is not tried in a browser.\n");
}
