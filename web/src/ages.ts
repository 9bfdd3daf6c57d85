// How urgent a caller is, and in which order callers stand. Pure.
import type { Parked } from './shapes';

export type Urgency = 'calm' | 'soon' | 'late';
export type Thresholds = { soon: number; late: number };

export function urgency(seconds: number, at: Thresholds): Urgency {
  if (seconds >= at.late) return 'late';
  return seconds >= at.soon ? 'soon' : 'calm';
}

export const isTaken = (call: Parked): boolean => call.phase === 'retrieving';

/** Who waits longest comes first. A card keeps its place as long as its caller waits: nothing slides under a pointer. */
export function byUrgency(one: Parked, other: Parked): number {
  return Date.parse(one.since) - Date.parse(other.since) || one.slot - other.slot;
}

/** "0:41", "12:05", "1:02:11". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The free slots of a lot as runs: [702, 702], [704, 720]. Somebody may still wait in a slot that the lot no longer has. */
export function runs(first: number, last: number, taken: readonly number[]): [number, number][] {
  const out: [number, number][] = [];
  let begin = first;
  for (const slot of [...taken].sort((a, b) => a - b)) {
    if (slot < first || slot > last) continue;
    if (slot > begin) out.push([begin, slot - 1]);
    begin = slot + 1;
  }
  if (begin <= last) out.push([begin, last]);
  return out;
}

/** The slot that is meant by digits that were typed: the slot itself, or the first that ends so. */
export function meantSlot(typed: string, slots: readonly number[]): number | undefined {
  return slots.find((slot) => String(slot) === typed) ?? slots.find((slot) => String(slot).endsWith(typed));
}
