// What the board knows: the server's snapshot and each change since, what this reader has begun, and how fresh it all is.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import * as api from './api';
import { Problem } from './api';
import { byUrgency, isTaken, urgency, type Urgency } from './ages';
import { Feed, type FeedEvent } from './feed';
import { settings } from './settings.svelte';
import type { Call, Lot, LotShape, Parked, Party, Registration, Session, ShownPresence, Snapshot, Task, Trunk } from './shapes';
import { t } from './words.svelte';

export type Link = 'connecting' | 'live' | 'lost';
/** What can be done about what has just been said. */
export type Act = { text: string; run: () => void };
export type Toast = { id: number; text: string; bad: boolean; act: Act | undefined };
/** For screen readers. Each has an id, since they must hear the same words again, too. */
export type Said = { id: number; text: string };
/** Somebody who has just left a slot, shown for a moment with the reason. */
export type Leaving = { call: Parked; leg: number | undefined };

const shownLeaving = 1800;
const shownToast = 6000;
const shownChoice = 12_000;
/** By then a lot has said whether it has a slot. */
const asksTheLot = 6000;
/** By then the feed has told all that happened together. */
const afterTheTurn = 250;

/** By then a phone rings that was asked to. */
const ringsWithin = 10_000;

const place = (at: { lot: string | null; slot: number | null }) => `${at.lot}/${at.slot}`;

class Board {
  lots = $state.raw<LotShape[]>([]);
  parks = new SvelteMap<number, Parked>();
  calls = new SvelteMap<number, Call>();
  phones = new SvelteMap<string, Registration[]>();
  presences = new SvelteMap<string, ShownPresence>();
  /** Those that are neither done nor dropped. */
  tasks = new SvelteMap<number, Task>();
  names = new SvelteMap<string, string>();
  /** Users for whom callers can leave messages, whether a phone of theirs is registered or not. */
  boxes = $state.raw<Set<string>>(new Set());
  /** Another one: messages that may be looked at here are others than they were. */
  boxNews = $state(0);
  trunks = $state.raw<Trunk[]>([]);
  leaving = new SvelteMap<number, Leaving>();
  /** Parks for which an order of ours is under way. */
  pending = new SvelteMap<number, string>();
  /** For which user we had a phone rung, by park. */
  private ordered = new Map<number, string>();
  /** The same, while that phone may begin to ring, in milliseconds of this machine. */
  private awaited = new Map<number, { by: string; until: number }>();
  /** Who is to be parked by an order of ours, by leg: told the park when that is done, nothing when it can't be. */
  private parking = new Map<number, (park?: Parked) => void>();
  /** When each park's next deadline began to run, for its ring. */
  private begun = new Map<number, { at: string; from: number }>();

  link = $state<Link>('connecting');
  /** The server has another page by now. */
  outdated = $state(false);
  known = $state(false);
  lostAt = $state(0);
  now = $state(Date.now());
  session = $state.raw<Session | null>(null);
  /** 'ask': for a name and a password. */
  access = $state<'unknown' | 'ask' | 'in'>('unknown');
  why = $state('');
  toasts = $state<Toast[]>([]);
  polite = $state.raw<Said>({ id: 0, text: '' });
  urgent = $state.raw<Said>({ id: 0, text: '' });
  private late = new SvelteSet<number>();
  private feed: Feed | null = null;
  private version = '';
  private ids = 0;
  /** Whose phone rings to take who waits in a slot, by place. */
  private ringing = $derived.by(() => {
    const out = new Map<string, Call>();
    for (const call of this.calls.values())
      if (call.state === 'ringing' && call.direction === 'out' && call.slot !== null) out.set(place(call), call);
    return out;
  });
  /** The call of who waits in a slot, by place. */
  private waitingLegs = $derived.by(() => {
    const out = new Map<string, number>();
    for (const call of this.calls.values()) if (call.state === 'parked') out.set(place(call), call.id);
    return out;
  });
  /** Told of each caller who begins to wait too long. */
  onLate: (call: Parked) => void = () => {};

  constructor() {
    setInterval(() => this.tick(), 250);
  }

  // -- who reads -----------------------------------------------------------------------------------------------------
  /** Who has signed in before, brings a token, or may look without one. */
  async begin(): Promise<void> {
    try {
      this.enter(await api.session());
    } catch (problem) {
      const { status } = problem as Problem;
      if (status === 0 || status >= 500) return void setTimeout(() => void this.begin(), 1000);
      this.access = 'ask';
      if (status !== 401) this.why = this.words(problem as Problem);
    }
  }

  enter(session: Session): void {
    this.session = session;
    this.access = 'in';
    this.why = '';
    this.listen();
  }

  async leave(): Promise<void> {
    const problem = await api.logOut().then(() => undefined, (refused: Problem) => refused);
    if (problem && problem.status !== 401) return this.complain(this.words(problem));
    this.close('');
  }

  private close(why: string): void {
    this.feed?.stop();
    this.feed = null;
    this.session = null;
    this.why = why;
    this.access = 'ask';
    this.known = false;
    this.link = 'connecting';
  }

  private listen(): void {
    this.feed?.stop();
    this.feed = new Feed({
      event: (event) => this.take(event),
      open: () => this.opened(),
      lost: () => this.lost(),
      refused: (problem) => this.close(problem.status === 401 ? t().sessionOver : this.words(problem)),
    });
  }

  tryNow(): void {
    window.dispatchEvent(new Event('online'));
  }

  may(scope: string): boolean {
    return this.session?.scopes.includes(scope) ?? false;
  }


  get myPhone(): string {
    return settings.phone || this.session?.user || '';
  }

  // -- the feed ------------------------------------------------------------------------------------------------------
  private opened(): void {
    if (this.link === 'lost') this.announce(t().back);
    this.link = 'live';
    void this.newer();
    void this.again();
  }

  /** Who reads may be somebody else by now: another tab has signed in, or the server is another process. */
  private async again(): Promise<void> {
    const session = await api.session().catch((problem: Problem) => problem);
    if (!(session instanceof Problem)) this.session = session;
    else if (session.status === 401 && this.session?.name) this.close(t().sessionOver);
  }

  /** A new server may bring a new page. */
  private async newer(): Promise<void> {
    const now = await api.version().catch(() => '');
    if (now && this.version && now !== this.version) this.outdated = true;
    this.version = now || this.version;
  }

  private lost(): void {
    if (this.link === 'lost') return;
    this.link = 'lost';
    this.lostAt = Date.now();
  }

  private take({ name, data }: FeedEvent): void {
    switch (name) {
      case 'snapshot':
        return this.onSnapshot(data as Snapshot);
      case 'lots':
        return this.onLots((data as { lots: LotShape[] }).lots);
      case 'parked':
        return this.onParked(data as Parked);
      case 'unparked':
        return this.onUnparked((data as Parked).park);
      case 'call':
        return this.onCall(data as Call);
      case 'call-over':
        return this.onCallOver((data as Call).id);
      case 'presence':
        return void this.presences.set((data as ShownPresence).user, data as ShownPresence);
      case 'messages':
        if (this.may('supervisor') || (data as { user: string }).user === this.session?.user) this.boxNews++;
        return;
      case 'task':
        return this.onTask(data as Task);
      case 'task-over':
        return void this.tasks.delete((data as Task).id);
      case 'trunks':
        return void (this.trunks = (data as Snapshot).trunks!);
      case 'trunk':
        return void (this.trunks = this.trunks.map((one) => (one.name === (data as Trunk).name ? (data as Trunk) : one)));
      case 'registrations':
        return this.onPhones(data as { user: string; registrations: Registration[] });
    }
  }

  private onSnapshot(all: Snapshot): void {
    this.lots = all.lots.map(({ parked: _, ...shape }: Lot) => shape);
    const parked = all.lots.flatMap((lot) => lot.parked);
    const still = new Set(parked.map((one) => one.park));
    for (const park of [...this.parks.keys()]) if (!still.has(park)) this.onUnparked(park);
    for (const one of parked) this.put(one, !this.known);
    this.calls.clear();
    for (const one of all.calls) this.onCall(one);
    this.presences.clear();
    for (const one of all.presences ?? []) this.presences.set(one.user, one);
    this.tasks.clear();
    for (const one of all.tasks ?? []) this.onTask(one);
    this.phones.clear();
    for (const user of new Set(all.registrations.map((phone) => phone.user)))
      this.onPhones({ user, registrations: all.registrations.filter((phone) => phone.user === user) });
    this.trunks = all.trunks ?? [];
    this.known = true;
    this.boxNews++;
    this.askForUsers();
  }

  /** Told by the feed, or by the answer to an order, which may come first. */
  onTask(task: Task): void {
    if ((this.tasks.get(task.id)?.version ?? 0) > task.version) return;
    if (task.state === 'open' || task.state === 'taken') this.tasks.set(task.id, task);
    else this.tasks.delete(task.id);
  }

  private onLots(lots: LotShape[]): void {
    this.lots = lots;
    this.askForUsers();
  }

  /** They change with the settings alone. */
  private askForUsers(): void {
    void api.users().then((users) => {
      for (const one of users) if (one.name) this.names.set(one.user, one.name);
      this.boxes = new Set(users.filter((one) => one.message_box).map((one) => one.user));
    }, () => {});
  }

  private onParked(call: Parked): void {
    const isNew = !this.parks.has(call.park);
    this.put(call, false);
    if (isNew) this.announce(t().announceParked(this.nameOf(call.caller), call.slot));
  }

  /** `old`: it was there before we looked, so its first deadline has run since it was parked. */
  private put(call: Parked, old: boolean): void {
    const before = this.begun.get(call.park);
    const at = call.next?.at ?? '';
    if (at && before?.at !== at) {
      const first = !before || old;
      this.begun.set(call.park, { at, from: first ? Date.parse(call.since) : this.serverNow() });
    }
    if (this.pending.has(call.park) && call.phase !== 'waiting') this.pending.delete(call.park);
    this.learn(call.parker, call.parker.user);
    if (call.taker) this.learn(call.taker);
    this.parks.set(call.park, call);
    for (const leg of this.parking.keys()) this.hear(leg);
  }

  private onUnparked(park: number): void {
    const call = this.parks.get(park);
    this.parks.delete(park);
    this.pending.delete(park);
    this.begun.delete(park);
    this.late.delete(park);
    if (!call) return;
    this.announce(t().announceGone(this.nameOf(call.caller), call.slot));
    const leaving = { call, leg: this.waitingLegs.get(place(call)) };
    this.leaving.set(park, leaving);
    setTimeout(() => this.settle(leaving), afterTheTurn);
    setTimeout(() => this.leaving.delete(park), shownLeaving);
  }

  /** Whom who has left a slot talks to now. */
  private takerOf({ leg }: Leaving): Party | undefined {
    const other = leg === undefined ? null : this.calls.get(leg)?.with;
    return other == null ? undefined : this.calls.get(other)?.party;
  }

  leftBecause(leaving: Leaving): string {
    const taker = this.takerOf(leaving);
    return taker ? t().takenBy(this.nameOf(taker)) : t().gone;
  }

  /** We wanted this caller, too: say who was faster. */
  private settle(leaving: Leaving): void {
    const user = this.ordered.get(leaving.call.park);
    this.ordered.delete(leaving.call.park);
    const taker = this.takerOf(leaving);
    if (user && taker && taker.number !== user)
      this.complain(t().faster(this.nameOf(taker), this.nameOf(leaving.call.caller)));
  }

  private onCall(call: Call): void {
    if (!call.trunk) this.learn(call.party);
    const was = this.calls.get(call.id)?.state;
    this.calls.set(call.id, call);
    if (call.state === 'parked') this.hear(call.id);
    else if (was === 'parking' && call.state !== 'parking') this.parking.get(call.id)?.();
  }

  private onCallOver(leg: number): void {
    this.calls.delete(leg);
    this.parking.get(leg)?.();
  }

  private onPhones({ user, registrations }: { user: string; registrations: Registration[] }): void {
    if (!registrations.length) return void this.phones.delete(user);
    this.phones.set(user, registrations);
    if (registrations[0]!.name) this.names.set(user, registrations[0]!.name);
  }

  private learn(party: Party, user = party.number): void {
    if (user && party.name && this.names.get(user) !== party.name) this.names.set(user, party.name);
  }

  // -- time ----------------------------------------------------------------------------------------------------------
  private serverNow(): number {
    return Date.now() + api.skew;
  }

  /** Ages stand still while nobody can say whether they are true. */
  private tick(): void {
    if (this.link === 'lost') return;
    const second = Math.floor(this.serverNow() / 1000) * 1000;
    if (second === this.now) return;
    this.now = second;
    for (const call of this.parks.values()) if (this.urgencyOf(call) === 'late') this.nowLate(call);
  }

  private nowLate(call: Parked): void {
    if (this.late.has(call.park) || isTaken(call)) return;
    this.late.add(call.park);
    this.urgent = { id: ++this.ids, text: t().announceLate(this.nameOf(call.caller), call.slot) };
    this.onLate(call);
  }

  age(call: { since: string }): number {
    return Math.max(0, (this.now - Date.parse(call.since)) / 1000);
  }

  urgencyOf(call: Parked): Urgency {
    return isTaken(call) ? 'calm' : urgency(this.age(call), settings);
  }

  left(call: Parked): number {
    return call.next ? Math.max(0, (Date.parse(call.next.at) - this.now) / 1000) : 0;
  }

  /** The part of the time to the next deadline that is left, 0 to 1. */
  share(call: Parked): number {
    const from = this.begun.get(call.park)?.from;
    if (!call.next || from === undefined) return 0;
    const whole = (Date.parse(call.next.at) - from) / 1000;
    return whole > 0 ? Math.min(1, this.left(call) / whole) : 0;
  }

  // -- who ------------------------------------------------------------------------------------------------------------
  nameOf(party: Party): string {
    if (party.anonymous) return t().anonymous;
    return party.name || this.names.get(party.number) || party.number || t().unknown;
  }

  userName(user: string): string {
    return this.names.get(user) ?? user;
  }

  waiting(lot: string): Parked[] {
    return [...this.parks.values()].filter((call) => call.lot === lot).sort(byUrgency);
  }

  /** Whom nobody is about to take, the most urgent first. */
  get untaken(): Parked[] {
    const free = (call: Parked) => call.phase !== 'reserved' && !this.pending.has(call.park) && !this.taker(call);
    return [...this.parks.values()].filter(free).sort(byUrgency);
  }

  get lateOnes(): Parked[] {
    return [...this.parks.values()].filter((call) => this.urgencyOf(call) === 'late');
  }

  // -- orders --------------------------------------------------------------------------------------------------------
  /** Why a caller can't be taken just now; empty: it can. */
  blocked(call: Parked): string {
    if (this.link !== 'live') return t().offline;
    if (this.pending.has(call.park)) return this.pending.get(call.park)!;
    if (call.phase === 'reserved') return t().coming;
    const by = this.taker(call);
    return by ? t().isOnIt(this.nameOf(by)) : '';
  }

  /** Who has the caller already, or whose phone rings for it. */
  taker(call: Parked): Party | undefined {
    if (isTaken(call) && call.taker) return call.taker;
    return this.ringing.get(place(call))?.party;
  }

  async retrieve(call: Parked, user: string, anyway = false): Promise<void> {
    const why = await this.bring(call, user, anyway);
    if (why) this.complain(why);
  }

  /** Why not; empty: the phone rings. `anyway`: though the phone of somebody else rings for this caller. */
  async bring(call: Parked, user: string, anyway = false): Promise<string> {
    const why = this.blocked(call);
    if (why && !(anyway && this.link === 'live')) return why;
    const text = user === this.myPhone ? t().yourPhoneRings : t().phoneRings(this.userName(user));
    this.pending.set(call.park, text);
    this.announce(text);
    this.ordered.set(call.park, user);
    this.awaited.set(call.park, { by: user, until: Date.now() + ringsWithin }); // it may ring before the answer is here
    try {
      await api.retrieve(call, user);
      setTimeout(() => this.pending.delete(call.park), 1000); // by then the feed has told whose phone rings
    } catch (problem) {
      this.pending.delete(call.park);
      this.ordered.delete(call.park);
      this.awaited.delete(call.park);
      return this.words(problem as Problem, call);
    }
    return '';
  }

  /** This caller rings a phone of this user because we have just asked for it. Only once. */
  isOrdered(user: string, caller: string): boolean {
    const found = [...this.awaited].find(([park, { by, until }]) =>
      by === user && until > Date.now() && this.parks.get(park)?.caller.number === caller);
    return found !== undefined && this.awaited.delete(found[0]);
  }

  /** Why not; empty: the caller is asked to leave a message for this user. */
  async askForMessage(call: Parked, user: string): Promise<string> {
    const problem = this.blocked(call) || (await api.askForMessage(call, user).then(() => '', (refused: Problem) => this.words(refused, call)));
    if (!problem) this.say(t().isAsked(this.nameOf(call.caller), this.userName(user)));
    return problem;
  }

  async end(call: Parked): Promise<void> {
    try {
      await api.release(call);
      this.say(t().ended(this.nameOf(call.caller)));
    } catch (problem) {
      this.complain(this.words(problem as Problem, call));
    }
  }

  /** Whether it was done. */
  async change(call: Parked, what: api.Change): Promise<boolean> {
    const problem = await api.change(call, what).then(() => undefined, (refused: Problem) => refused);
    if (problem) this.complain(this.words(problem, call));
    else this.changed(call, what);
    return !problem;
  }

  /** Says what has changed, and offers to change it back; more time can't be taken away again. */
  private changed(call: Parked, what: api.Change): void {
    const text =
      what.extend_s !== undefined
        ? t().waitsLonger
        : what.for_user !== undefined
          ? t().isFor(this.nameOf(call.caller), what.for_user ? this.userName(what.for_user) : '')
          : t().noteKept;
    const back: api.Change = {};
    if (what.note !== undefined) back.note = call.note || null;
    if (what.for_user !== undefined) back.for_user = call.for_user || null;
    const act = { text: t().undo, run: () => void this.changeBack(call, what, back) };
    this.say(text, false, Object.keys(back).length ? act : undefined);
  }

  /** What somebody else has written since then stays. */
  private async changeBack(call: Parked, what: api.Change, back: api.Change): Promise<void> {
    const now = this.parks.get(call.park);
    const same = now && (what.note === undefined || now.note === (what.note ?? '')) &&
      (what.for_user === undefined || now.for_user === (what.for_user ?? ''));
    if (!same) return this.complain(now ? t().changedSince : t().gone);
    await api.change(call, back).catch((problem: Problem) => this.complain(this.words(problem, call)));
  }

  /** This caller is mine: everybody sees it, so that nobody else runs. */
  claim(call: Parked): Promise<boolean> {
    return this.change(call, { for_user: this.myPhone });
  }

  async park(call: Call): Promise<void> {
    const why = await this.parkIn(call, {});
    if (why) this.complain(why);
  }

  /** Why not; empty: the call is parked. */
  async parkIn(call: Call, where: api.Place): Promise<string> {
    if (this.link !== 'live') return t().offline;
    const parker = call.with === null ? undefined : this.calls.get(call.with)?.party.number;
    const parked = this.hearsOfPark(call.id);
    const problem = await api.park(call.id, where).then(() => undefined, (refused: Problem) => refused);
    if (problem) return this.words(problem);
    const park = await parked;
    if (!park) return t().notParked(this.nameOf(call.party), where.slot);
    this.sayParked(park, parker);
    return '';
  }

  /** A second order for the same leg hears what the first one hears. */
  private hearsOfPark(leg: number): Promise<Parked | undefined> {
    return new Promise((told) => {
      const earlier = this.parking.get(leg);
      const done = (park?: Parked) => {
        if (this.parking.get(leg) === done) this.parking.delete(leg);
        earlier?.(park);
        told(park);
      };
      this.parking.set(leg, done);
      setTimeout(done, asksTheLot);
    });
  }

  /** The feed tells of the call and of the park one after the other: it is done once both are known. */
  private hear(leg: number): void {
    const park = this.parkOf(leg);
    if (park) this.parking.get(leg)?.(park);
  }

  private parkOf(leg: number): Parked | undefined {
    const call = this.calls.get(leg);
    if (call?.state !== 'parked') return undefined;
    return [...this.parks.values()].find((one) => place(one) === place(call) && one.caller.number === call.party.number);
  }

  /** And offers to bring the caller back to who has parked; not out of a later park, which may be somebody else's. */
  private sayParked(park: Parked, parker: string | undefined): void {
    const back = parker && this.phones.has(parker) ? parker : '';
    const run = () => {
      if (this.parks.has(park.park)) void this.retrieve(park, back);
      else this.complain(t().gone);
    };
    const text = t().announceParked(this.nameOf(park.caller), park.slot);
    this.say(text, false, back ? { text: t().backTo(this.userName(back)), run } : undefined);
  }

  /** Somebody who waits, or talks, is sent to another number; whether it rings there. */
  async send(whom: Parked | Call, to: string): Promise<boolean> {
    const parked = 'park' in whom;
    const problem = await (parked ? api.transferParked(whom, to) : api.transfer(whom.id, to)).then(() => undefined, (refused: Problem) => refused);
    if (problem) this.complain(this.words(problem, parked ? whom : undefined));
    else this.say(t().ringsThere(this.userName(to), parked));
    return !problem;
  }

  async hangUp(call: Call, names: string): Promise<void> {
    const problem = await api.hangUp(call.id).then(() => undefined, (refused: Problem) => refused);
    if (problem) this.complain(this.words(problem));
    else this.say(t().ended(names));
  }

  words(problem: Problem, call?: Parked): string {
    const taker = call && this.parks.get(call.park)?.taker;
    if (problem.code === 'being_taken' && taker) return t().isOnIt(this.nameOf(taker));
    return t().errors[problem.code] ?? problem.message;
  }

  announce(text: string): void {
    this.polite = { id: ++this.ids, text };
  }

  say(text: string, bad = false, act?: Act): void {
    const id = ++this.ids;
    this.toasts = [...this.toasts.filter((one) => !one.act || !act), { id, text, bad, act }];
    setTimeout(() => this.forget(id), act ? shownChoice : shownToast);
  }

  private forget(id: number): void {
    this.toasts = this.toasts.filter((one) => one.id !== id);
  }

  /** What the last message offers, such as to undo it. */
  choose(toast = this.toasts.findLast((one) => one.act)): void {
    if (!toast?.act) return;
    this.forget(toast.id);
    toast.act.run();
  }

  complain(text: string): void {
    this.say(text, true);
  }
}

export const board = new Board();
