// The keyboard. What is selected is what has the focus: each card's button “Take”.
import { meantSlot } from './ages';
import { board } from './board.svelte';
import { callingUser } from './calling';
import { pairs, toPark } from './people';
import { loadPhone, phoneState } from './phone.svelte';
import { fits } from './search';
import type { Parked } from './shapes';
import { view } from './view.svelte';
import { t } from './words.svelte';

/** So many seconds more does a caller wait at the key +. */
export const longer = 60;

const together = 1200; // digits typed within this time belong together
let forget: ReturnType<typeof setTimeout> | undefined;

const isShown = (call: Parked): boolean => fits(view.search, call);
const takeButtons = (): HTMLButtonElement[] => [...document.querySelectorAll<HTMLButtonElement>('button.take')];
const selected = (): Parked | undefined =>
  document.activeElement?.closest('.call') ? board.parks.get(view.selected) : undefined;

function select(call: Parked): void {
  document.querySelector<HTMLButtonElement>(`[data-park="${call.park}"] button.take`)?.focus();
  view.selected = call.park;
  board.announce(t().announceSelected(board.nameOf(call.caller), call.slot));
}

function typed(digit: string): void {
  view.typed += digit;
  clearTimeout(forget);
  forget = setTimeout(() => (view.typed = ''), together);
  const calls = [...board.parks.values()].filter(isShown);
  const slot = meantSlot(view.typed, calls.map((call) => call.slot));
  const call = calls.find((one) => one.slot === slot);
  if (call) select(call);
}

function move(step: number): void {
  const all = takeButtons();
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
}

export function take(call: Parked | undefined): void {
  if (!call || !board.may('agent')) return;
  if (board.myPhone) void board.retrieve(call, board.myPhone);
  else view.chosen = call;
  view.selected = 0;
}

/**
 * The selected caller; else, of those whom the search shows, the one who waits longest. Whoever selected somebody who has
 * left meanwhile wanted no other.
 */
function takeSelected(): void {
  const call = board.parks.get(view.selected);
  if (view.selected && !call) board.complain(t().gone);
  else take(call && isShown(call) ? call : board.untaken.find(isShown));
  view.selected = 0;
}

/** Whoever has no phone of their own says first whose it is. */
async function claim(call: Parked): Promise<void> {
  if (board.myPhone) await board.claim(call);
  else edit('for');
}

function edit(field: 'note' | 'for' | 'to'): void {
  const call = selected();
  if (!call || !board.may('agent')) return;
  view.field = field;
  view.chosen = call;
}

const acts: Record<string, () => void> = {
  Enter: takeSelected,
  r: () => take(selected()),
  m: () => (view.chosen = (board.may('agent') && selected()) || null),
  n: () => edit('note'),
  f: () => edit('for'),
  t: () => edit('to'),
  '+': () => {
    const call = selected();
    if (call && board.may('agent')) void board.change(call, { extend_s: longer });
  },
  c: () => {
    const call = selected();
    if (call && board.may('agent')) void claim(call);
  },
  u: () => board.choose(),
  a: () => void (phoneState.busy && loadPhone().then(({ phone }) => phone.answer(phone.ringing))),
  h: () => void (phoneState.busy && loadPhone().then(({ phone }) => phone.toggleHold())),
  d: () => void (callingUser() && (view.dialog = 'call')),
  p: () => {
    const leg = pairs().map((pair) => toPark(pair)).find((call) => call?.mine)?.leg;
    if (leg && board.may('agent')) void board.park(leg);
  },
  '/': () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
  '?': () => (view.dialog = 'help'),
  ArrowDown: () => move(1),
  ArrowRight: () => move(1),
  ArrowUp: () => move(-1),
  ArrowLeft: () => move(-1),
};

/** What is possible where no callers are shown, too. */
const onEveryPage = ['a', 'd', 'h', 'u', '/', '?'];

function escape(): void {
  view.search = '';
  view.typed = '';
  view.selected = 0;
  (document.activeElement as HTMLElement | null)?.blur();
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && !!target.closest('input, select, textarea');
const isPressed = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && !!target.closest('button, a, summary');

export function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey || view.open || view.wall) return;
  if (event.key === 'Escape') return escape();
  if (board.access !== 'in') return;
  if (isField(event.target)) return;
  if (event.repeat && !event.key.startsWith('Arrow')) return;
  if (event.key === 'Enter' && isPressed(event.target)) return; // the button itself
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (view.page !== 'lots' && !onEveryPage.includes(key)) return;
  if (/^[0-9]$/.test(key)) return typed(key);
  if (!(key in acts)) return;
  event.preventDefault();
  view.typed = ''; // the next digits begin anew
  acts[key]!();
}
