// Who can be reached, and what they are doing. From the registrations and the calls.
import { clock } from './ages';
import { board } from './board.svelte';
import type { Call, Parked } from './shapes';
import { t } from './words.svelte';

export type Person = { user: string; name: string; state: string; tone: '' | 'on' | 'busy'; parked: number };

function stateOf(user: string, call: Call | undefined): Pick<Person, 'state' | 'tone'> {
  if (call?.state === 'talking') return { state: t().isTalking(clock(board.age(call))), tone: '' };
  if (call?.state === 'ringing') return { state: t().isRinging, tone: 'busy' };
  if (call?.state === 'held') return { state: t().isHolding, tone: '' };
  if (call?.state === 'parked') return { state: `${t().states.parked} ${call.slot ?? ''}`, tone: '' };
  if (call) return { state: t().isBusy, tone: '' };
  const presence = board.presences.get(user);
  if (presence?.do_not_disturb) return { state: t().isUndisturbed, tone: 'busy' };
  if (presence?.forwarded) return { state: t().isForwarded, tone: '' };
  const reachable = board.phones.get(user)?.some((phone) => phone.reachable && phone.answers);
  return reachable ? { state: t().isFree, tone: 'on' } : { state: t().notReachable, tone: '' };
}

export function people(): Person[] {
  const calls = new Map([...board.calls.values()].filter((call) => !call.trunk).map((call) => [call.party.number, call]));
  const parked = (user: string) => [...board.parks.values()].filter((call: Parked) => call.for_user === user).length;
  return [...new Set([...board.phones.keys(), ...board.boxes])]
    .map((user) => ({ user, name: board.userName(user), ...stateOf(user, calls.get(user)), parked: parked(user) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

export type Pair = { id: number; one: Call; other: Call | undefined };

/** Who rings because of this call, which waits for an answer. */
const rungFor = (call: Call, all: Call[]): Call | undefined =>
  call.state === 'calling' ? all.find((one) => one.direction === 'out' && one.state === 'ringing' && !one.ordered_by && one.party.number === call.dialled) : undefined;

/** Whom somebody talks to, or is about to. */
export const pairOf = (call: Call): Call | undefined =>
  call.with === null ? rungFor(call, [...board.calls.values()]) : board.calls.get(call.with);

/** Each conversation once, also one that is to be; who is parked has a card of its own. */
export function pairs(): Pair[] {
  const all = [...board.calls.values()].filter((call) => !['parked', 'leaving', 'confirming'].includes(call.state));
  const partner = new Map(all.map((call) => [call.id, pairOf(call)]));
  const seconds = new Set([...partner].flatMap(([id, other]) => (other && (other.with === null || other.id > id) ? [other.id] : [])));
  return all.filter((call) => !seconds.has(call.id)).map((one) => ({ id: one.id, one, other: partner.get(one.id) }));
}

/** Whom one would park of two who talk: whom I talk to, else who comes from outside, else who called. */
export function toPark({ one, other }: Pair): { leg: Call; mine: boolean } | undefined {
  if (!other || one.with !== other.id) return undefined;
  const isMine = (call: Call) => !call.trunk && call.party.number === board.myPhone;
  if (isMine(one) || isMine(other)) return { leg: isMine(one) ? other : one, mine: true };
  const inside = [one, other].filter((call) => !call.trunk && board.phones.has(call.party.number));
  if (!inside.length) return undefined;
  const guest = inside.length === 1 ? (inside[0] === one ? other : one) : one.direction === 'in' || one.ordered_by ? one : other;
  return { leg: guest, mine: false };
}

export const initials = (name: string): string =>
  /\p{L}/u.test(name) ? name.split(/\s+/).map((word) => word[0] ?? '').slice(0, 2).join('').toUpperCase() : name.slice(-2);
