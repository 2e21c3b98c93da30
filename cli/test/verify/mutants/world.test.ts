import { describe } from "vitest";
import { another } from "./another.ts";
import { asked } from "./asked.ts";
import { awaited } from "./awaited.ts";
import { down } from "./down.ts";
import { findMistakes } from "./found.ts";
import { heard } from "./heard.ts";
import { known } from "./known.ts";
import { meant } from "./meant.ts";
import { seldom } from "./seldom.ts";
import { told } from "./told.ts";
import { usual } from "./usual.ts";

const groups = { heard, awaited, seldom, usual, another, told, down, known, asked, meant };

describe("verify finds real mistakes that types can't see", () => {
  findMistakes(groups);
});
