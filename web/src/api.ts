// Questions and orders to the server. What it refuses becomes a Problem, with the code that the catalogue has words for.
import type { EndedCall, Parked, Past, Presence, Session, Story } from './shapes';

export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
    readonly problems: string[] = [],
  ) {
    super(detail);
  }
}

// A screen on the wall can bring a viewer's token in the fragment, which browsers never send: /?wall#token=…
export const given = new URLSearchParams(location.hash.slice(1)).get('token');
let csrf = '';
/** Before each path of the API: "/t/acme" where the board is a tenant's. */
export const base = /^\/t\/[^/]+/.exec(location.pathname)?.[0] ?? '';

/** Between this machine's clock and the server's, in milliseconds. */
export let skew = 0;

export function heard(answer: Response): void {
  const date = Date.parse(answer.headers.get('Date') ?? '');
  if (date) skew = date + 500 - Date.now(); // it is given in whole seconds
}

export function identity(): Record<string, string> {
  return given ? { Authorization: `Bearer ${given}` } : {};
}

async function refused(answer: Response): Promise<Problem> {
  const told = await answer.json().catch(() => ({}));
  return new Problem(String(told.code ?? 'unknown'), answer.status, String(told.detail ?? answer.statusText), told.problems);
}

async function ask<T>(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<T> {
  const text = await (await answered(method, path, body, more)).text();
  return (text ? JSON.parse(text) : null) as T;
}

export async function answered(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> {
  const headers: Record<string, string> = { ...identity(), ...more };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const answer = await fetch(base + path, { method, headers, body: sent, signal: AbortSignal.timeout(10_000) }).catch(() => {
    throw new Problem('unreachable', 0, 'the server can’t be reached');
  });
  heard(answer);
  if (!answer.ok) throw await refused(answer);
  return answer;
}

function known(session: Session): Session {
  csrf = session.csrf_token ?? '';
  return session;
}

export const session = async () => known(await ask<Session>('GET', '/api/v1/session'));
export const logIn = async (name: string, password: string) =>
  known(await ask<Session>('POST', '/api/v1/session', { name, password }));
export const logOut = () => ask<unknown>('DELETE', '/api/v1/session');
export const version = async () => (await ask<{ version: string }>('GET', '/api/v1/version')).version;

/** With what the phone in this page registers as the phone of who has signed in. */
export type PhoneCredentials = { uri: string; authorization_user: string; password: string; until: string; socket: string };
export const phoneCredentials = () => ask<PhoneCredentials>('POST', '/api/v1/phone');

const place = (call: Parked) => `/api/v1/lots/${encodeURIComponent(call.lot)}/slots/${call.slot}`;
/** Names the caller that is shown: whoever has come into the slot meanwhile is left alone. */
const meant = (call: Parked) => ({ 'If-Match': `"park-${call.park}"` });

export const retrieve = (call: Parked, user: string) =>
  ask<unknown>('POST', `${place(call)}/retrieve`, { user }, meant(call));
export type Change = { note?: string | null; for_user?: string | null; extend_s?: number };
export const change = (call: Parked, what: Change) => ask<unknown>('PATCH', place(call), what, meant(call));
/** Without a lot: the first; without a slot: any. */
export type Place = { lot?: string; slot?: number };
export const park = (leg: number, where: Place = {}) => ask<unknown>('POST', `/api/v1/calls/${leg}/park`, where);
/** To a number of a user, of a group, or outside. */
export const transfer = (leg: number, to: string) => ask<unknown>('POST', `/api/v1/calls/${leg}/transfer`, { to });
export const transferParked = (call: Parked, to: string) => ask<unknown>('POST', `${place(call)}/transfer`, { to }, meant(call));
export const askForMessage = (call: Parked, user: string) => ask<unknown>('POST', `${place(call)}/message`, { user }, meant(call));
export const call = (from: string, to: string) => ask<unknown>('POST', '/api/v1/calls', { from, to });
export const hangUp = (leg: number) => ask<unknown>('POST', `/api/v1/calls/${leg}/hangup`);
const presenceOf = (user: string) => `/api/v1/users/${encodeURIComponent(user)}/presence`;
export const presence = (user: string) => ask<Presence>('GET', presenceOf(user));
export const setPresence = (wanted: Presence) => ask<Presence>('PUT', presenceOf(wanted.user), wanted);
/** Who can be called here, registered or not. */
export type User = { user: string; name: string; message_box: boolean; groups: string[] };
export const users = async () => (await ask<{ users: User[] }>('GET', '/api/v1/users')).users;
export type Hours = {
  name: string;
  open: boolean;
  set: 'clock' | 'open' | 'closed';
  set_until: string | null;
  open_by_clock: boolean;
  clock_changes_at: string | null;
};
export const hours = async () => (await ask<{ hours: Hours[] }>('GET', '/api/v1/hours')).hours;
export const setHours = (name: string, set: Hours['set'], until_next_change: boolean) =>
  ask<Hours>('PUT', `/api/v1/hours/${encodeURIComponent(name)}`, { set, until_next_change });
export type Status = { version: string; uptime_s: number; media_way: { runs: string; why_not_faster: string } };
export const status = () => ask<Status>('GET', '/api/v1/status');
export type Audited = { id: number; at: string; who: string; from: string; what: string; status: number };
export const audit = async (limit: number) => (await ask<{ audit: Audited[] }>('GET', `/api/v1/audit?limit=${limit}`)).audit;
export type Ban = { source: string; left_s: number };
export const bans = async () => (await ask<{ bans: Ban[] }>('GET', '/api/v1/bans')).bans;
export const unban = (source: string) => ask<unknown>('DELETE', `/api/v1/bans/${encodeURIComponent(source)}`);
export type Lamp = { user: string; address: string; kind: string; of: string; profile: string; left_s: number; confirmed: boolean };
export const lamps = async () => (await ask<{ lamps: Lamp[] }>('GET', '/api/v1/lamps')).lamps;
export type KindOfPhone = { name: string; title: string };
export const kindsOfPhones = async () => (await ask<{ phones: KindOfPhone[] }>('GET', '/api/v1/provisioning')).phones;
/** What belongs into somebody's phone; the password only where it is asked for. */
export const settingsOfPhone = (user: string, phone: string, withPassword: boolean) =>
  ask<{ files: { name: string; text: string }[] }>(
    withPassword ? 'POST' : 'GET',
    `/api/v1/users/${encodeURIComponent(user)}/provisioning/${phone}`,
  );
export const reload = () => ask<{ at_next_start: string[] }>('POST', '/api/v1/reload');

// -- what was
const kinds = { parks: '/api/v1/history', calls: '/api/v1/calls/history' };
export type Kind = keyof typeof kinds;
export type Filter = Partial<Record<'limit' | 'before' | 'from' | 'to' | 'number' | 'user' | 'lot' | 'outcome', string | number>>;

function pathOf(kind: Kind, filter: Filter): string {
  const set = Object.entries(filter).filter(([, value]) => value !== '' && value !== undefined);
  return `${kinds[kind]}?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`;
}

export const parks = async (filter: Filter) => (await ask<{ history: Past[] }>('GET', pathOf('parks', filter))).history;
export const endedCalls = async (filter: Filter) => (await ask<{ calls: EndedCall[] }>('GET', pathOf('calls', filter))).calls;
export const story = (kind: Kind, id: number) => ask<Story>('GET', `${kinds[kind]}/${id}`);

/** The SIP messages of a call and of all that have had to do with it. */
export type Message = {
  number: number;
  at: string;
  direction: 'received' | 'sent';
  transport: string;
  remote: string;
  what: string;
  again: boolean;
  text: string;
};
export const messages = async (call: number) => (await ask<{ messages: Message[] }>('GET', `/api/v1/trace?call=${call}`)).messages;
export const pcap = async (call: number) =>
  (await answered('GET', `/api/v1/trace?call=${call}`, undefined, { Accept: 'application/vnd.tcpdump.pcap' })).blob();

/** Lines with a head, up to `limit` of them. */
export const csv = async (kind: Kind, filter: Filter) =>
  (await answered('GET', pathOf(kind, filter), undefined, { Accept: 'text/csv' })).text();
export const release = (call: Parked) => ask<unknown>('POST', `${place(call)}/release`, undefined, meant(call));
