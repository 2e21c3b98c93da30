// Tasks run the command line, and what it tells is in the Problems view.
import assert from "node:assert/strict";

export const tasks = {
  name: "tasks",
  files: {
    // Where the language server doesn't look: what is told of it comes from the task.
    "node_modules/lab/broken.orch": "module lab\nplan p(n: Int) -> Int {\n  return v\n}\n",
    ".vscode/tasks.json": JSON.stringify({
      version: "2.0.0",
      tasks: [
        {
          label: "look at the lab",
          type: "orch",
          command: "check",
          target: "node_modules/lab/broken.orch",
          problemMatcher: ["$orch", "$orch-two-lines", "$orch-three-lines"],
        },
      ],
    }),
  },
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does({ page, command, row, press, seen, gone, quick, onDisk, soon }, step) {
    await step("what a task finds stands among the problems, at its place", async () => {
      await command("Tasks: Run Task", { leads: seen(row("look at the lab")) });
      await press(row("look at the lab"), seen(page.locator(".terminal-wrapper")));
      await command("Problems: Focus on Problems View");
      const problems = page.locator(".markers-panel .monaco-list-row");
      await problems.getByText("broken.orch").first().waitFor();
      await problems.getByText("There is no `v` here").first().waitFor();
      await problems.getByText("[Ln 3, Col 10]").first().waitFor();
    });
    await step("a folder is made a project", async () => {
      const choose = quick.getByText("Make This Folder a Project");
      await command("orch: New Project", { leads: seen(choose) });
      // The folder that is open is offered.
      await press(choose, gone(choose));
      await soon(() => assert.match(onDisk("refunds.orch"), /^module refunds/mu));
    });
  },
};
