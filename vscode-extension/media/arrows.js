// The steps of a picture by the keys of a keyboard: an arrow goes to the nearest step that lies there, Home to the first,
// End to the last; Enter chooses one, as a click does.

const towards = {
  ArrowRight: (dx, dy) => [dx, dy],
  ArrowLeft: (dx, dy) => [-dx, dy],
  ArrowDown: (dx, dy) => [dy, dx],
  ArrowUp: (dx, dy) => [-dy, dx],
};

/** How much worse a step is for lying aside than for lying further away. */
const asideWeighs = 3;

function middleOf(link) {
  const { left, top, width, height } = link.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}

function nearest(from, links, turned) {
  const [x, y] = middleOf(from);
  let best;
  let least = Number.POSITIVE_INFINITY;
  for (const link of links) {
    const [toX, toY] = middleOf(link);
    const [ahead, aside] = turned(toX - x, toY - y);
    const far = ahead + asideWeighs * Math.abs(aside);
    if (link === from || ahead <= 1 || far >= least) continue;
    best = link;
    least = far;
  }
  return best;
}

/** Listens on a page for keys that are meant for the steps of its picture. */
export function listenForArrows(page) {
  page.addEventListener("keydown", (event) => {
    const links = [...page.querySelectorAll("main svg a")];
    const from = event.target.closest?.("main svg a");
    const inPicture = event.target.closest?.("main");
    if (inPicture === null || links.length === 0) return;
    const turned = towards[event.key];
    const next =
      event.key === "Home" || (turned !== undefined && !from)
        ? links[0]
        : event.key === "End"
          ? links.at(-1)
          : turned && nearest(from, links, turned);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
