import { type District, districts, type Import } from './architecture.ts';

/** Districts that any district below may import: no arrows are drawn to them. */
const FOUNDATIONS = ['text', 'stats', 'files', 'processes'];

/** The other districts: rows from top to bottom, columns from left to right. */
const ROWS: readonly (readonly (string | undefined)[])[] = [
  ['corruptions', 'backbones', 'results'],
  [undefined, undefined, 'runtimes'],
  ['train', 'accuracy', 'latency'],
  [undefined, 'runs', undefined],
  [undefined, 'verdicts', 'report'],
  [undefined, 'cli', undefined],
];

/** Districts outside src/. */
const PACKAGES: readonly District[] = [
  { name: 'corruptions', about: 'corruptions and renditions of images; imports nothing' },
  { name: 'report', about: 'reads records, draws figures, writes reports' },
];

const WIDTH = 272;
const GAP = 88;
const MARGIN = 24;
const RIGHT_LANE = 40;
const COLUMNS = [0, 1, 2].map((column) => MARGIN + column * (WIDTH + GAP));
const PAGE_WIDTH = COLUMNS[2]! + WIDTH + RIGHT_LANE + MARGIN;
const ROW_GAP = 52;
/** Estimated widths of a character, in pixels, of text at 12 px and of room names at 12 px. */
const TEXT = 6.7;
const MONO = 7.3;

interface Box {
  readonly district: District;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draws the districts, their rooms, and the imports between districts as SVG, for light and dark pages. */
export function architecturePicture(imports: readonly Import[]): string {
  const band = foundations();
  const boxes = placed(MARGIN + 12 + band.height + ROW_GAP);
  const height = Math.max(...boxes.map(({ y, height }) => y + height)) + 46;
  const drawn = necessary(imports.filter((pair) => !pair.some((name) => FOUNDATIONS.includes(name))));
  const missing = drawn.flat().find((name) => !boxes.some(({ district }) => district.name === name));
  if (missing) throw new Error(`give the district ${missing} a place in scripts/architecture-picture.ts`);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${PAGE_WIDTH} ${height}" role="img" aria-labelledby="title">`,
    '<title id="title">The districts of fastvit-bench, their rooms, and which district imports which</title>',
    STYLE,
    `<rect class="page" width="${PAGE_WIDTH}" height="${height}"/>`,
    `<text class="note" x="${MARGIN}" y="${MARGIN}">any district below may import these</text>`,
    ...band.boxes.map(drawBox),
    ...drawn.map((pair) => drawArrow(pair, boxes)),
    ...boxes.map(drawBox),
    `<text class="note" x="${MARGIN}" y="${height - 18}">An arrow points to what a district imports; arrows that follow from others are left out. Rooms import only rooms to their left or above.</text>`,
    '</svg>',
  ].join('\n')}\n`;
}

function foundations(): { boxes: Box[]; height: number } {
  const gap = 16;
  const width = (PAGE_WIDTH - 2 * MARGIN - gap * (FOUNDATIONS.length - 1)) / FOUNDATIONS.length;
  const found = FOUNDATIONS.map((name) => districtNamed(name));
  const height = Math.max(...found.map((district) => heightOf(district, width)));
  return {
    boxes: found.map((district, at) => ({
      district,
      x: MARGIN + at * (width + gap),
      y: MARGIN + 12,
      width,
      height,
    })),
    height,
  };
}

/** @param top where the first row begins */
function placed(top: number): Box[] {
  let y = top;
  return ROWS.flatMap((names) => {
    const row = names.flatMap((name, column) =>
      name === undefined ? [] : [{ district: districtNamed(name), x: COLUMNS[column]! }],
    );
    const height = Math.max(...row.map(({ district }) => heightOf(district, WIDTH)));
    const boxes = row.map((box) => {
      const own = heightOf(box.district, WIDTH);
      return { ...box, y: y + (height - own) / 2, width: WIDTH, height: own };
    });
    y += height + ROW_GAP;
    return boxes;
  });
}

function districtNamed(name: string): District {
  const found = [...districts, ...PACKAGES].find((district) => district.name === name);
  if (!found) throw new Error(`scripts/rooms.json has no district ${name}`);
  return found;
}

/** The imports that do not follow from others: `a → c` is left out if there is `a → b → c`. */
function necessary(imports: readonly Import[]): Import[] {
  const next = (name: string) => imports.flatMap(([from, to]) => (from === name ? [to] : []));
  const reaches = (from: string, to: string): boolean =>
    next(from).some((via) => via === to || reaches(via, to));
  return imports.filter(([from, to]) => !next(from).some((via) => via !== to && reaches(via, to)));
}

function heightOf({ about, rooms = [] }: District, width: number): number {
  const chips = chipLines(
    rooms.map(({ name }) => name),
    width,
  ).length;
  return 36 + 16 * wrapped(about, width).length + 28 * chips + (chips > 0 ? 4 : 0);
}

function drawBox({ district, x, y, width, height }: Box): string {
  const { name, about, rooms = [] } = district;
  const lines = wrapped(about, width);
  const chips = chipLines(
    rooms.map((room) => room.name),
    width,
  ).flatMap((line, row) =>
    line.map((chip) => {
      const top = y + 34 + 16 * lines.length + 28 * row;
      const { about: meaning } = rooms.find((room) => room.name === chip.name)!;
      return `<g><title>${escaped(meaning)}</title><rect class="room" x="${x + chip.x}" y="${top}" width="${chip.width}" height="22" rx="4"/><text class="mono" x="${x + chip.x + 7}" y="${top + 15}">${chip.name}</text></g>`;
    }),
  );
  return [
    `<g><rect class="district" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    `<text class="name" x="${x + 12}" y="${y + 22}">${name}</text>`,
    ...lines.map(
      (line, at) => `<text class="about" x="${x + 12}" y="${y + 40 + 16 * at}">${escaped(line)}</text>`,
    ),
    ...chips,
    '</g>',
  ].join('');
}

/** Lines of room names within a box, with their places. */
function chipLines(names: readonly string[], width: number): { name: string; x: number; width: number }[][] {
  const lines: { name: string; x: number; width: number }[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const chip = Math.round(name.length * MONO + 14);
    if (x + chip > width - 10) {
      lines.push([]);
      x = 12;
    }
    lines.at(-1)!.push({ name, x, width: chip });
    x += chip + 6;
  }
  return lines;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length === 0) lines.push(word);
    else if (longer.length * TEXT > width - 24) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** A curve from the top of the importing box to the bottom of the other; along the right edge past a full column. */
function drawArrow([from, to]: Import, boxes: readonly Box[]): string {
  const [a, b] = [from, to].map((name) => boxes.find(({ district }) => district.name === name)!) as [
    Box,
    Box,
  ];
  const blocked = boxes.some(
    (box) => box !== b && box.x === a.x && box.x === b.x && box.y < a.y && box.y > b.y,
  );
  if (blocked) {
    const [right, lane] = [a.x + a.width, a.x + a.width + RIGHT_LANE];
    const [start, end] = [a.y + a.height / 2, b.y + b.height / 2];
    return `<path class="arrow" d="M${right} ${start}C${lane} ${start} ${lane} ${start} ${lane} ${start - 40}L${lane} ${end + 40}C${lane} ${end} ${lane} ${end} ${right + 9} ${end}"/>${head(right + 1, end, 'left')}`;
  }
  const [x1, x2] = ports(a, b);
  const [y1, y2] = [a.y, b.y + b.height];
  const middle = (y1 + y2) / 2;
  return `<path class="arrow" d="M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2 + 9}"/>${head(x2, y2 + 1, 'up')}`;
}

/** Returns the ends of an arrow: the middle of both boxes if they share a column, else the sides that face each other. */
function ports(a: Box, b: Box): [number, number] {
  const side = Math.sign(b.x - a.x);
  // A long arrow runs in the gap between the columns.
  const inset = a.y - b.y - b.height > 2 * ROW_GAP ? 14 : 36;
  const reach = WIDTH / 2 - inset;
  return [a.x + WIDTH / 2 + side * reach, b.x + WIDTH / 2 - side * reach];
}

function head(x: number, y: number, direction: 'up' | 'left'): string {
  const points = direction === 'up' ? [x, y, x - 5, y + 9, x + 5, y + 9] : [x, y, x + 9, y - 5, x + 9, y + 5];
  return `<polygon class="head" points="${points.join(' ')}"/>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** The page sets its own background, so that the text stays readable on any surrounding page. */
const STYLE = `<style>
.page { fill: #ffffff } .district { fill: #f4f6f8; stroke: #8a94a0 } .room { fill: #ffffff; stroke: #b8c0c8 }
text { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 12px; fill: #1c2228 }
.name { font-size: 15px; font-weight: 600 } .about, .note { fill: #55606a } .note { font-size: 12px }
.mono { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12px }
.arrow { fill: none; stroke: #5b7fa6; stroke-width: 1.6 } .head { fill: #5b7fa6 }
@media (prefers-color-scheme: dark) {
.page { fill: #15191e } .district { fill: #1f252c; stroke: #5d6874 } .room { fill: #15191e; stroke: #4a545e }
text { fill: #e4e8ec } .about, .note { fill: #a3adb7 } .arrow { stroke: #7fa8d4 } .head { fill: #7fa8d4 }
}
</style>`;
