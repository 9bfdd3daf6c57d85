// Questions and orders to the server. What it refuses becomes a Problem, with the code that the catalogue has words for.
import type { Parked, Past, Session } from './shapes';

export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

// A screen on the wall can bring a viewer's token in the fragment, which browsers never send: /?wall#token=…
const given = new URLSearchParams(location.hash.slice(1)).get('token');
/** Whether the page's address brought a token. */
export const hasToken = given !== null;
let csrf = '';

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
  return new Problem(String(told.code ?? 'unknown'), answer.status, String(told.detail ?? answer.statusText));
}

async function ask<T>(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<T> {
  const headers: Record<string, string> = { ...identity(), ...more };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const answer = await fetch(path, { method, headers, body: sent, signal: AbortSignal.timeout(10_000) }).catch(() => {
    throw new Problem('unreachable', 0, 'the server can’t be reached');
  });
  heard(answer);
  if (!answer.ok) throw await refused(answer);
  const text = await answer.text();
  return (text ? JSON.parse(text) : null) as T;
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
export const history = async () => (await ask<{ history: Past[] }>('GET', '/api/v1/history?limit=200')).history;

const place = (call: Parked) => `/api/v1/lots/${encodeURIComponent(call.lot)}/slots/${call.slot}`;
/** Names the caller that is shown: whoever has come into the slot meanwhile is left alone. */
const meant = (call: Parked) => ({ 'If-Match': `"park-${call.park}"` });

export const retrieve = (call: Parked, user: string) =>
  ask<unknown>('POST', `${place(call)}/retrieve`, { user }, meant(call));
export const release = (call: Parked) => ask<unknown>('POST', `${place(call)}/release`, undefined, meant(call));
