// Writes contacts.csv: 2,000 people who do not exist, the same ones every time.
//   node examples/campaign-launch/data/make-contacts.mjs [another file]

import { writeFileSync } from "node:fs";

const given =
  "Ada Amir Anouk Bao Bela Chidi Clara Dario Dilek Edda Emeka Farah Finn Goran Hana Ines Ivo Jae Jonas Kaia Kofi Lena Liam Mara Mateo Mio Nadia Nils Noor Olga Omar Pia Priya Ravi Rosa Sami Tove Uma Yara Zoë".split(
    " ",
  );
const family =
  "Abara Ågren Almeida Bakker Barros Blom Castro Čapek Dahl Demir Dubois Egede Farkas Fischer García Haas Haddad Hansen Ito Jansen Kaya Keita Klein Kovács Laine Lang Li Lindqvist Mensah Meyer Moreau Müller Nguyen Novak O'Brien Okafor Oliveira Park Patel Petrov Rossi Sato Schäfer Silva Singh Tanaka Varga Vidal Weber Zhang".split(
    " ",
  );
const countries = ["DE", "ES", "FR", "GB", "IN", "JP", "NG", "SE", "US"];
const segments = ["home", "home", "home", "home", "studio", "studio", "school", "press"];
const domains = ["example.com", "example.org"];

/** Numbers from 0 to `below`, the same sequence each time (Park and Miller's minimal standard generator). */
let state = 20_261_201;
function draw(below) {
  state = (state * 48_271) % 2_147_483_647;
  return state % below;
}

const people = given.flatMap((first) => family.map((last) => ({ first, last })));
for (let i = people.length - 1; i > 0; i--) {
  const j = draw(i + 1);
  [people[i], people[j]] = [people[j], people[i]];
}

const ascii = (name) =>
  name
    .normalize("NFD")
    .replaceAll(/[^A-Za-z]/g, "")
    .toLowerCase();

const rows = people.map(({ first, last }, index) => {
  const suffix = draw(40) === 0 ? ", PhD" : "";
  const name = suffix === "" ? `${first} ${last}` : `"${first} ${last}${suffix}"`;
  const email = `${ascii(first)}.${ascii(last)}@${domains[draw(domains.length)]}`;
  const id = `c${String(index + 1).padStart(4, "0")}`;
  const subscribed = draw(12) === 0 ? "no" : "yes";
  return [id, name, email, countries[draw(countries.length)], segments[draw(segments.length)], subscribed];
});

const lines = [["id", "name", "email", "country", "segment", "subscribed"], ...rows];
const file = process.argv[2] ?? new URL("contacts.csv", import.meta.url);
writeFileSync(file, `${lines.map((row) => row.join(",")).join("\n")}\n`);
