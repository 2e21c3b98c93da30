import type { Rule } from "../rule.ts";
import { matching } from "../tree.ts";

const empty = /(?:^|[-._/])(?:utils?|utilities|helpers?|managers?|common|misc|stuff)(?=[-._/])/i;

export const namesSaySomething: Rule = {
  name: "No file or folder is called utils, helpers, manager, common or misc.",
  find: (tree) => matching(tree, empty).map(([path]) => `${path}: name the idea`),
  broken: {
    "cli/src/utils.ts": "",
    "runtime/src/worker-manager.ts": "",
    "plan/src/common/order.ts": "",
    "plan/test/helper.ts": "",
  },
  sound: { "plan/src/utility-bill.ts": "", "language/src/uncommon.ts": "" },
};
