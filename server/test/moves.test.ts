import { expect, test } from "vitest";
import { started } from "./started.ts";

/* Two machines and one at a neighbour's. A setting says whether the neighbour is asked. */

const source = `module yard
type Saw { id: String, online: Bool }
resource own: Saw x 1 { at edge  lease 1h  overflow lent }
resource lent: Saw x 1 { at cloud "town"  lease 1h }
signal may_lend: Bool
role boss
human cut(plank: String, saw: String) -> { granted: Bool } { ask boss  show "Cut \${plank} with \${saw}?" }
plan saw_up(plank: String) -> Bool {
  with saw = own wait 1h for 30m { step done = cut(plank, saw: saw.id) { timeout 10m } }
  return done.granted
}
policy lending : routing blocking { on cut  deny when resource.site == "town" and not (may_lend ?? false) because "it is not lent" }
`;

test("a setting sends waiting work to another pool, and the API says how much has moved since", async () => {
  const { ask: asked, orchestrator } = await started({ source });
  const ask: typeof asked = (role, method, path, ...rest) =>
    asked(role, method, `/api/orchestration${path}`, ...rest);
  const start = (plank: string) =>
    ask("operator", "POST", "/workflow/execute", { workflow_name: "saw_up", input: { plank } }, plank);
  await start("a");
  await start("b");
  const waiting = async () => (await ask("viewer", "GET", "/resources/available")).body.pools;
  await expect.poll(waiting).toContainEqual({ name: "yard.own", available: 0, waiting: 1 });
  expect((await ask("viewer", "GET", "/resources/moves")).body).toEqual({ moves: [], partial: false });

  const set = await ask("operator", "POST", "/settings/may_lend", { value: true, why: "much to do" }, "lend");
  const moves = () =>
    ask("viewer", "GET", `/resources/moves?since=${set.body.version}`).then(({ body }) => body.moves);
  await expect.poll(moves).toEqual([{ from: "yard.own", to: "yard.lent", count: 1, waiting: 1 }]);
  const later = await ask("viewer", "GET", "/resources/moves?since=100000");
  expect(later.body.moves).toEqual([]);
  expect(orchestrator.members().filter(({ holder }) => holder !== undefined)).toHaveLength(2);
});
