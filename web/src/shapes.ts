// What the API answers: see openapi.yaml.

export type Party = { name: string; number: string; anonymous: boolean };
export type Phase = 'reserved' | 'waiting' | 'ringing' | 'retrieving';
export type Next = { what: string; at: string };

export type Parked = {
  lot: string;
  slot: number;
  park: number;
  phase: Phase;
  caller: Party;
  parker: Party & { user: string };
  since: string;
  next: Next | null;
  parker_told: boolean;
  for_user: string;
  note: string;
  pin: boolean;
  /** In which the caller is spoken to, as "es". */
  language: string | null;
  taker: Party | null;
};

export type LotShape = { name: string; park_number: string; first_slot: number; last_slot: number };
export type Lot = LotShape & { parked: Parked[] };

export type Call = {
  id: number;
  party: Party;
  state: string;
  direction: 'in' | 'out';
  dialled: string;
  trunk: string | null;
  lot: string | null;
  slot: number | null;
  with: number | null;
  /** Who has had this phone rung so that it calls `dialled`. */
  ordered_by: string | null;
  since: string;
};

export type Registration = { user: string; name: string; contact: string; user_agent: string; expires: string; reachable: boolean; answers: boolean };

/** Whether a user wants calls, and gets them itself. Who isn't among them does. */
export type ShownPresence = { user: string; do_not_disturb: boolean; forwarded: boolean };
export type Forward = { always: string | null; busy: string | null; no_answer: string | null; no_answer_after_s: number; unregistered: string | null };
export type Presence = { user: string; do_not_disturb: boolean; forward: Forward };

export type Trunk = {
  name: string;
  host: string | null;
  transport: string;
  up: boolean;
  registration: { state: 'registered' | 'trying' | 'refused'; since: string | null; until: string | null; answer: number | null; reason: string | null } | null;
  connection: { there: boolean; since: string; certificate: string | null; valid_until: string | null } | null;
  calls_in: number;
  calls_out: number;
  max_calls: number | null;
  failure: { at: string; what: string } | null;
};

/** Somebody who gave up and is to be called back. */
export type Task = {
  id: number;
  version: number;
  state: 'open' | 'taken' | 'done' | 'dropped';
  why: string;
  caller: Party;
  lot: string | null;
  slot: number | null;
  parker: (Party & { user: string }) | null;
  for_user: string;
  owner: string | null;
  trunk: string | null;
  dialled: string;
  last: string;
  count: number;
  waited_s: number;
  due: string;
  tries: number;
  note: string;
  who: string | null;
  how: string | null;
  changed: string;
};

export type Snapshot = { lots: Lot[]; calls: Call[]; registrations: Registration[]; presences?: ShownPresence[]; tasks?: Task[]; trunks?: Trunk[] };

export type Past = {
  id: number;
  call: number | null;
  lot: string;
  slot: number;
  caller: Party;
  parker: Party & { user: string };
  outcome: string;
  taker: Party | null;
  parked_at: string;
  ended_at: string;
  lasted_s: number;
};

export type EndedCall = {
  id: number;
  call: number;
  direction: 'in' | 'out';
  party: Party;
  user: string | null;
  trunk: string | null;
  dialled: string;
  talked_to: Party | null;
  outcome: string;
  status: number | null;
  reason: string;
  began_at: string;
  answered_at: string | null;
  ended_at: string;
  lasted_s: number;
  talked_s: number;
  ordered_by: string | null;
};

export type Step = { at: string; what: string; who: string; how: string; lot: string | null; slot: number | null };
export type Story = { steps: Step[] };

export type Session = { name: string | null; role: string | null; user: string | null; scopes: string[]; csrf_token: string | null };
