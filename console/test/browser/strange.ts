import { type Served, servedText } from "./served.ts";

const program = `module strange
role keeper_of_the_seal_who_is_asked_about_everything_that_leaves_the_house
/// <img src=x onerror="document.title='owned'"> & <b>bold</b>
human may_the_letter_leave_the_house_before_the_evening_bell(subject: String, note: String) -> { granted: Bool, reason: String } {
  ask keeper_of_the_seal_who_is_asked_about_everything_that_leaves_the_house
  show "May \${subject} leave?"
}
service carry_the_letter_over_the_bridge_to_the_other_side_of_the_river(subject: String) -> { place: String } {
  effect idempotent
  latency <= 10s
  undo carry_the_letter_back_over_the_bridge_before_anybody_sees_it(subject: subject)
  run module "./handlers.mjs#carry"
}
service carry_the_letter_back_over_the_bridge_before_anybody_sees_it(subject: String) {
  effect idempotent
  latency <= 10s
  run module "./handlers.mjs#back"
}
plan a_letter_leaves_the_house_only_with_the_seal_of_its_keeper(subject: String, note: String) -> String {
  fails refused_by_the_keeper_of_the_seal
  step carried_over_the_bridge = carry_the_letter_over_the_bridge_to_the_other_side_of_the_river(subject)
  step leave_given_by_the_keeper = may_the_letter_leave_the_house_before_the_evening_bell(subject, note) { after carried_over_the_bridge  timeout 2h }
  when not leave_given_by_the_keeper.granted { fail refused_by_the_keeper_of_the_seal "no: \${leave_given_by_the_keeper.reason}" }
  return carried_over_the_bridge.place
}
plan hurry(subject: String) -> Bool {
  step soon = may_the_letter_leave_the_house_before_the_evening_bell(subject, note: "at once") { timeout 5m }
  return soon.granted
}
`;

const handlers = `export const carry = () => ({ place: "<script>document.title = 'owned'</script>" });
export const back = () => null;
`;

/** Markup, emoji, writing from right to left, an override of the direction, a long word, and a long text. */
export const strangeText = [
  "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>",
  "👩‍👩‍👧‍👦🏳️‍🌈 שלום עולם مرحبا \u202Eexe.gnp\u202C {{7*7}} %00 &amp; \u0000\u0007",
  "x".repeat(400),
  "much ".repeat(400),
].join(" ");

export interface Strange extends Served {
  /** A run with a question; its id. */
  begin(subject: string, note?: string): Promise<string>;
  /** As `begin`, with a question that has to be answered sooner. */
  hurry(subject: string): Promise<string>;
  /** The question of a run. */
  taskOf(run: string): Promise<string>;
}

/** A program with very long names, whose questions quote what its user wrote. */
export async function strange(): Promise<Strange> {
  const server = await servedText({ "strange.orch": program, "handlers.mjs": handlers });
  let count = 0;
  const taskOf = async (run: string): Promise<string> => {
    for (;;) {
      const { tasks } = (await server.ask(`/tasks?run=${run}`)) as {
        readonly tasks: readonly { readonly task: string }[];
      };
      if (tasks[0] !== undefined) return tasks[0].task;
    }
  };
  const start = async (workflow_name: string, input: object): Promise<string> => {
    count += 1;
    const body = { workflow_name, input };
    const { run } = (await server.ask("/workflow/execute", body, `strange ${count}`)) as {
      readonly run: string;
    };
    await taskOf(run);
    return run;
  };
  return {
    ...server,
    taskOf,
    begin: (subject, note = "a note") =>
      start("a_letter_leaves_the_house_only_with_the_seal_of_its_keeper", { subject, note }),
    hurry: (subject) => start("hurry", { subject }),
  };
}
