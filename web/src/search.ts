// Does a caller fit what was typed into the search? Capitals and accents don't count.
import { board } from './board.svelte';
import type { Parked } from './shapes';

export const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export function holds(search: string, ...texts: (string | number)[]): boolean {
  if (!search.trim()) return true;
  const all = folded(texts.join(' '));
  return folded(search).trim().split(/\s+/).every((word) => all.includes(word));
}

export const fits = (search: string, call: Parked): boolean =>
  holds(search, call.slot, call.lot, board.nameOf(call.caller), call.caller.number, board.nameOf(call.parker),
        call.parker.number, call.for_user, board.userName(call.for_user));
