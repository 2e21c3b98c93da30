// Does with the extension what a person does, and looks whether it happens. Screenshots are left in dist/screenshots.
// Names of chapters as arguments: only those.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asked } from "./chapters/asked.mjs";
import { campaign } from "./chapters/campaign.mjs";
import { packed } from "./chapters/package.mjs";
import { picture } from "./chapters/picture.mjs";
import { running } from "./chapters/running.mjs";
import { surroundings } from "./chapters/surroundings.mjs";
import { tasks } from "./chapters/tasks.mjs";
import { inThemes } from "./chapters/themes.mjs";
import { untrusted } from "./chapters/untrusted.mjs";
import { writing } from "./chapters/writing.mjs";
import { personAt } from "./person.mjs";
import { browsers, setUp } from "./setup.mjs";
import { install, openWorkbench } from "./workbench.mjs";

const chapters = [
  packed,
  writing,
  picture,
  campaign,
  running,
  asked,
  surroundings,
  tasks,
  inThemes,
  untrusted,
];

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const browser = browsers.find((path) => existsSync(path));
if (browser === undefined) {
  process.stdout.write("No Chromium on this machine: the workbench is not tried.\n");
  process.exit(0);
}
const shots = here("../../dist/screenshots");
mkdirSync(shots, { recursive: true });
const version = process.env.ORCH_VSCODE ?? "1.139";
const release = setUp(version);
const asksFor = process.argv.slice(2);
const tried = chapters.filter(({ name }) => asksFor.length === 0 || asksFor.includes(name));
const failed = [];
let count = 0;

/** One thing that a person does. */
async function step(page, name, does) {
  count += 1;
  const began = performance.now();
  const said = await does().then(
    () => `  ✓ ${name}`,
    (error) => {
      failed.push(name);
      return `  ✗ ${name}\n    ${String(error).split("\n").slice(0, 6).join("\n    ")}\n   `;
    },
  );
  process.stdout.write(`${said}  ${Math.round(performance.now() - began)} ms\n`);
  const number = String(count).padStart(2, "0");
  await page.screenshot({ path: join(shots, `${number}-${name.replaceAll(/\W+/g, "-")}.png`) });
}

const installed = install(release, here("../../dist/orch.vsix"));
try {
  for (const chapter of tried) {
    process.stdout.write(`${chapter.name}\n`);
    const another = (given) => openWorkbench({ ...release, browser, extensions: installed.path, ...given });
    const workbench = await another(chapter);
    const one = (name, does) => step(workbench.page, name, does);
    // What is done between its steps goes wrong like a step.
    await chapter
      .does(personAt(workbench), one, shots, another)
      .catch((error) => one(`${chapter.name} goes on to its end`, () => Promise.reject(error)));
    await workbench.close();
  }
} finally {
  installed.remove();
}
process.stdout.write(
  failed.length === 0 ? `${count} of ${count} done\n` : `${failed.length} of ${count} failed\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
