import { expect, test } from "vitest";
import { onlyDiagnostic } from "../compile-fixture.ts";

test.each([
  ["Europe/Wien", undefined],
  ["Europe/Berln", "Europe/Berlin"],
  ["Europ/Berlin", "Europe/Berlin"],
  ["Vienna", "Europe/Vienna"],
  ["America/New_Yrk", "America/New_York"],
])("for the zone %s, %s is suggested", (zone, meant) => {
  const { code, label } = onlyDiagnostic(
    `module m\nplan p(day: Instant) -> Int { let hour = day.hour("${zone}")  return hour }\n`,
  );
  expect(code).toBe("ORCH3804");
  expect(label).toBe(meant && `did you mean \`${meant}\`?`);
});
