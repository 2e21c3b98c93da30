/* A labelled set: sentences with quotes, as models give them, and whether the source says so. Written by hand. */

export const sources = [
  {
    name: "harbour",
    text: "The ferry to Lemvig leaves at 07:40 on weekdays and at 09:15 on Sundays. Bicycles travel free of charge outside of July. In 2024 the ferry carried 48,210 passengers, 6 percent more than the year before. The captain may refuse passage in winds above 17 m/s.",
  },
  {
    name: "bakery",
    text: "Rye dough needs 12 hours at 21 °C. Wheat dough rises in 3 hours. The left oven is hotter than the right one, so rye goes to the right. Loaves are sold for two days; what is left on the third day is given to the farm next door.",
  },
  {
    name: "library",
    text: "Members may borrow eight books for four weeks. A late book costs 2 crowns a day, at most 60 crowns. Children under 14 pay nothing. The library is closed from 24 December to 2 January.",
  },
] as const;

/** `says`, the source, the quote, and whether the source says it. */
export const labelled: readonly (readonly [says: string, source: string, quote: string, holds: boolean])[] = [
  // Supported, with a quote as it stands.
  ["The weekday ferry leaves at 7:40.", "harbour", "leaves at 07:40 on weekdays", true],
  ["On Sundays it leaves at 9:15.", "harbour", "at 09:15 on Sundays", true],
  ["Bicycles are free except in July.", "harbour", "Bicycles travel free of charge outside of July", true],
  ["The ferry carried 48,210 people in 2024.", "harbour", "the ferry carried 48,210 passengers", true],
  ["Traffic grew by 6 percent.", "harbour", "6 percent more than the year before", true],
  ["Above 17 m/s the captain may refuse.", "harbour", "may refuse passage in winds above 17 m/s", true],
  ["Rye takes twelve hours.", "bakery", "Rye dough needs 12 hours at 21 °C", true],
  ["Wheat rises in three hours.", "bakery", "Wheat dough rises in 3 hours", true],
  ["Rye belongs into the right oven.", "bakery", "so rye goes to the right", true],
  ["Loaves are sold for two days.", "bakery", "Loaves are sold for two days", true],
  ["The farm gets what is left.", "bakery", "is given to the farm next door", true],
  ["Eight books may be borrowed.", "library", "Members may borrow eight books for four weeks", true],
  ["The fine is at most 60 crowns.", "library", "at most 60 crowns", true],
  ["Children pay nothing.", "library", "Children under 14 pay nothing", true],
  ["It is closed over Christmas.", "library", "closed from 24 December to 2 January", true],
  // Supported, with a quote that a model has tidied up.
  ["The ferry leaves at 7:40.", "harbour", "The ferry leaves at 07:40 on weekdays", true],
  ["A late book costs 2 crowns.", "library", "a late book costs 2 crowns a day", true],
  ["The left oven is hotter.", "bakery", "The left oven is hotter … so rye goes to the right", true],
  // Made up, with a quote that is made up too.
  ["The ferry has a café.", "harbour", "A café on board serves breakfast", false],
  ["Dogs pay half.", "harbour", "Dogs travel at half the price", false],
  ["The ferry carried 84,210 people.", "harbour", "the ferry carried 84,210 passengers", false],
  ["The limit is 27 m/s.", "harbour", "in winds above 27 m/s", false],
  ["Rye takes 10 hours.", "bakery", "Rye dough needs 10 hours", false],
  ["The right oven is hotter.", "bakery", "The right oven is hotter than the left one", false],
  ["Wheat takes 30 hours.", "bakery", "Wheat dough rises in 30 hours", false],
  ["Bread is thrown away.", "bakery", "what is left is thrown away", false],
  ["Ten books may be borrowed.", "library", "Members may borrow ten books", false],
  ["The fine is 5 crowns.", "library", "A late book costs 5 crowns a day", false],
  ["It is open on 24 December.", "library", "open until noon on 24 December", false],
  // Made up, with a quote of another source, of none, or of nearly nothing.
  ["The bakery closes over Christmas.", "bakery", "closed from 24 December to 2 January", false],
  ["The mayor said so.", "town hall", "Children under 14 pay nothing", false],
  ["The ferry is always late.", "harbour", "the", false],
  ["Books are free.", "library", "", false],
  // Made up, with a true quote that does not say it.
  ["The ferry never sails in winter.", "harbour", "may refuse passage in winds above 17 m/s", false],
  ["Loaves are half price on the second day.", "bakery", "Loaves are sold for two days", false],
  ["Children may borrow ten books.", "library", "Children under 14 pay nothing", false],
];
