// What became of parked calls, and how long they waited, by lot, person, hour or day. Pure.
import type { Past } from '../shapes';
import { dayOf } from './days';

export type Grouping = 'day' | 'hour' | 'lot' | 'person';
export type Figures = {
  key: string;
  parked: number;
  taken: number;
  recalled: number;
  abandoned: number;
  other: number;
  /** Waits in seconds. */
  median: number;
  p90: number;
  p95: number;
  longest: number;
};

/** The wait that this part of the callers did not exceed: the nearest rank. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted.length ? sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]! : 0;
}

export function figures(key: string, parks: readonly Past[]): Figures {
  const count = (...outcomes: string[]) => parks.filter((one) => outcomes.includes(one.outcome)).length;
  const waits = parks.map((one) => one.lasted_s).sort((a, b) => a - b);
  const [taken, recalled, abandoned] = [count('retrieved'), count('recalled'), count('abandoned')];
  return {
    key,
    parked: parks.length,
    taken,
    recalled,
    abandoned,
    other: parks.length - taken - recalled - abandoned,
    median: percentile(waits, 0.5),
    p90: percentile(waits, 0.9),
    p95: percentile(waits, 0.95),
    longest: waits.at(-1) ?? 0,
  };
}

const keyOf: Record<Grouping, (one: Past) => string> = {
  day: (one) => dayOf(Date.parse(one.parked_at)),
  hour: (one) => String(new Date(one.parked_at).getHours()).padStart(2, '0'),
  lot: (one) => one.lot,
  person: (one) => one.parker.user || one.parker.number,
};

/** Each day from the first to the last, also those without a call. */
function days(first: string, last: string): string[] {
  const out: string[] = [];
  for (const at = new Date(`${first}T12:00:00`); dayOf(at.getTime()) <= last && out.length < 400; at.setDate(at.getDate() + 1))
    out.push(dayOf(at.getTime()));
  return out;
}

/** Who never waited, since no slot was found, counts nowhere. Time has no gaps; lots and people stand by how much they had. */
export function grouped(parks: readonly Past[], by: Grouping): Figures[] {
  const waited = parks.filter((one) => one.outcome !== 'given up');
  const groups = new Map<string, Past[]>();
  for (const one of waited) {
    const key = keyOf[by](one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const known = [...groups.keys()].sort();
  if (by === 'lot' || by === 'person')
    return known.map((key) => figures(key, groups.get(key)!)).sort((a, b) => b.parked - a.parked);
  if (!known.length) return [];
  const all = by === 'day' ? days(known[0]!, known.at(-1)!) : hours(known);
  return all.map((key) => figures(key, groups.get(key) ?? []));
}

function hours(known: readonly string[]): string[] {
  const [first, last] = [Number(known[0]), Number(known.at(-1))];
  return Array.from({ length: last - first + 1 }, (_, at) => String(first + at).padStart(2, '0'));
}

/** A round number at or above, for an axis, and how far its lines are apart. */
export function axis(most: number): { top: number; step: number } {
  const rough = Math.max(most, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough)!);
  return { top: Math.max(step, Math.ceil(most / step) * step), step };
}

/** The same for seconds: whole minutes and their parts. */
export function timeAxis(most: number): { top: number; step: number } {
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].find((n) => most / n <= 4) ?? 7200;
  return { top: Math.max(step, Math.ceil(most / step) * step), step };
}
