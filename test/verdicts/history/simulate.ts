import { normalDraw, type Uniform } from '../../../src/stats/index.ts';
import { looksChanged } from '../../../src/verdicts/history/changes.ts';
import { nightsOf } from '../../../src/verdicts/history/nights.ts';
import type { HistoryPoint } from '../../../src/verdicts/history/schema.ts';

/** What the nights of a benchmark machine are like; fractions. The detector knows none of it. */
export interface Weather {
  /**
   * Standard deviation of a cell's ratio to the anchor from night to night, and its correlation with the last
   * night.
   */
  readonly night: number;
  readonly memory: number;
  /** The same for all cells of a night together: the anchor itself. */
  readonly common: number;
  /** Swing of a slow drift over a quarter of a year, with a different phase for each cell. */
  readonly drift: number;
  /** Standard deviation between the blocks of a run; one block in twenty is four times as far off. */
  readonly block: number;
  /** Share of nights with a neighbour, who meets half of the blocks and slows each cell by up to twice this. */
  readonly neighbours: number;
  readonly neighbour: number;
  /** Share of nights that are missing, and how many nights a machine lasts. */
  readonly missing: number;
  readonly machine: number;
  readonly blocks: number;
}

export const WEATHER: Weather = {
  night: 0.012,
  memory: 0.5,
  common: 0.008,
  drift: 0.01,
  block: 0.02,
  neighbours: 0.08,
  neighbour: 0.1,
  missing: 0.04,
  machine: 180,
  blocks: 8,
};

/** One cell on one machine after the other: measured every night, and again where it looks changed. */
export interface SimulatedCell {
  points: HistoryPoint[];
  wander: number;
  readonly phase: number;
  level: number;
}

export interface SimulatedNight {
  readonly index: number;
  readonly common: number;
  readonly neighbour: boolean;
  /** Whether the anchor shows that the machine is not steady. */
  readonly noisy: boolean;
}

/** The nights themselves, the same for all cells: what is undefined is missing. */
export function* simulatedNights(
  count: number,
  weather: Weather,
  random: Uniform,
): Generator<SimulatedNight | undefined> {
  let common = 0;
  for (let index = 0; index < count; index++) {
    common = correlated(common, weather.common, weather.memory, random);
    const neighbour = random() < weather.neighbours;
    const noisy = neighbour && random() < 0.6;
    yield random() < weather.missing ? undefined : { index, common, neighbour, noisy };
  }
}

export function newCell(random: Uniform): SimulatedCell {
  return { points: [], wander: 0, phase: 2 * Math.PI * random(), level: 1 + 4 * random() };
}

/**
 * Measures a cell in a night, and again in a separate run if it looks changed or the machine was not
 * steady. What was off that night is mostly off an hour later, too; a neighbour has often left.
 *
 * @param slowdown true factor of the cell's latency, 1 for none
 */
export function measureNight(
  cell: SimulatedCell,
  night: SimulatedNight,
  slowdown: number,
  weather: Weather,
  random: Uniform,
): void {
  if (night.index > 0 && night.index % weather.machine === 0) cell.points = [];
  cell.wander = correlated(cell.wander, weather.night, weather.memory, random);
  const drift = weather.drift * Math.sin((2 * Math.PI * night.index) / 90 + cell.phase);
  const truth = Math.log(cell.level * slowdown) + drift + night.common;
  const run = `night-${night.index}`;
  const at = new Date(Date.UTC(2026, 0, 1 + night.index)).toISOString();
  cell.points.push(pointOf(truth + cell.wander, { run, at }, night.neighbour, night.noisy, weather, random));
  if (!night.noisy && !looksChanged(nightsOf(cell.points))) return;
  const later = correlated(cell.wander, weather.night, 0.8, random);
  const stays = night.neighbour && random() < 0.3;
  cell.points.push(
    pointOf(
      truth + later,
      { run: `${run}-again`, at, confirms: run },
      stays,
      stays && night.noisy,
      weather,
      random,
    ),
  );
}

function pointOf(
  truth: number,
  name: Pick<HistoryPoint, 'run' | 'at' | 'confirms'>,
  neighbour: boolean,
  noisy: boolean,
  { block, blocks, neighbour: strength }: Weather,
  random: Uniform,
): HistoryPoint {
  // A neighbour slows the cell more than the anchor, or less.
  const push = neighbour ? strength * (2.5 * random() - 0.5) : 0;
  const logs = Array.from({ length: blocks }, () => {
    const far = random() < 0.05 ? 4 : 1;
    return truth + far * block * normalDraw(random) + (neighbour && random() < 0.5 ? push : 0);
  });
  const log = logs.reduce((sum, value) => sum + value, 0) / blocks;
  const variance = logs.reduce((sum, value) => sum + (value - log) ** 2, 0) / (blocks - 1);
  const error = Math.sqrt(variance / blocks);
  const value = Math.exp(log);
  return {
    ...name,
    value,
    low: value * Math.exp(-2 * error),
    high: value * Math.exp(2 * error),
    error,
    noisy,
  };
}

function correlated(last: number, spread: number, memory: number, random: Uniform): number {
  return memory * last + Math.sqrt(1 - memory ** 2) * spread * normalDraw(random);
}
