// The phone in this page: its calls, and what one does with them.
import type { RTCSession } from 'jssip/lib/RTCSession';
import { board } from '../board.svelte';
import { phoneState } from '../phone.svelte';
import { keep, settings } from '../settings.svelte';
import { PhoneCall } from './call.svelte';
import { Ringer, endStream, microphone } from './sounds';
import { Softphone, type Line } from './softphone';
import { w } from './words';

const shownOver = 4000;

/** As people write numbers. */
const digitsOf = (number: string): string => number.replace(/[\s()/-]/g, '');

class Phone {
  calls = $state.raw<PhoneCall[]>([]);
  private softphone: Softphone | undefined;
  private user = ''; // whose it is; '' while it is off
  private wanted = ''; // whose it is to be, once the last call of another one is over
  private reaches = false;
  private ids = 0;
  readonly ringer = new Ringer();

  get ringing(): PhoneCall | undefined {
    return this.calls.find((call) => call.state === 'ringing');
  }

  /** Whom I talk to: one at a time, all others are on hold. */
  get active(): PhoneCall | undefined {
    return this.calls.find((call) => (call.isUp && !call.held) || call.state === 'calling');
  }

  start(user: string): void {
    this.wanted = user;
    if (this.user === user) return this.softphone?.resume();
    if (this.user !== '') return this.retire();
    this.user = user;
    if (!settings.instance) {
      settings.instance = crypto.randomUUID();
      keep();
    }
    this.softphone = new Softphone(settings.instance, {
      line: (line) => this.onLine(line),
      call: (session, incoming, answers) => this.called(session, incoming, answers),
    });
  }

  /** Whose session ends is called no more, but talks to the end. */
  retire(): void {
    if (this.wanted === this.user) this.wanted = '';
    if (!phoneState.busy) return this.stop();
    this.softphone?.retire();
    phoneState.line = 'off';
  }

  private stop(): void {
    this.softphone?.stop();
    this.softphone = undefined;
    this.user = '';
    phoneState.line = 'off';
    if (this.wanted) this.start(this.wanted);
  }

  private onLine(line: Line): void {
    phoneState.line = this.wanted === this.user ? line : 'off';
    this.reaches = line === 'ready';
    if (this.reaches) for (const call of this.calls) call.goOn();
    // Who called has been told that nobody is here, and can't tell us.
    else if (line === 'lost') for (const call of this.calls) if (call.state === 'ringing') this.hangUp(call);
  }

  private called(session: RTCSession, incoming: boolean, answers: boolean): void {
    const call = new PhoneCall(++this.ids, session, incoming, settings.speaker, {
      changed: (changed) => this.changed(changed),
      reaches: () => this.reaches,
    });
    this.calls = [...this.calls, call];
    this.changed(call);
    if (!incoming) return;
    if (answers && board.isOrdered(this.user, call.who.number)) return void this.answer(call);
    board.announce(w().calls(this.nameOf(call)));
    if (settings.notify) this.notify(call);
  }

  private changed(call: PhoneCall): void {
    if (call.state === 'over') this.over(call);
    if (call.isUp) this.holdOthers(call);
    phoneState.busy = this.calls.some((one) => one.state !== 'over');
    if (!phoneState.busy && this.wanted !== this.user) this.stop();
    phoneState.rings = this.ringing !== undefined;
    if (this.ringing && !this.calls.some((one) => one.isUp)) this.ringer.start(settings.ringOn);
    else this.ringer.stop();
  }

  private over(call: PhoneCall): void {
    if (call.fault) board.complain(w().faults[call.fault](this.nameOf(call, call.isAnswered ? call.who : call.wanted)));
    setTimeout(() => (this.calls = this.calls.filter((one) => one !== call)), call.fault ? shownOver : 0);
  }

  private notify(call: PhoneCall): void {
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    const note = new Notification(w().calls(this.nameOf(call)), { tag: 'layby-phone', icon: '/icon.svg', requireInteraction: true });
    note.onclick = () => window.focus();
    call.session.on('accepted', () => note.close());
    call.session.on('failed', () => note.close());
  }

  nameOf(call: PhoneCall, who = call.who): string {
    return who.name || board.userName(who.number) || who.number;
  }

  private readonly way = { iceServers: [], bundlePolicy: 'max-bundle' };

  /** Undefined: the browser keeps it, and the reader has been told so. */
  private async openMicrophone(): Promise<MediaStream | undefined> {
    const stream = await navigator.mediaDevices.getUserMedia(microphone(settings.microphone)).catch(() => undefined);
    if (!stream) board.complain(w().faults.microphone());
    return stream;
  }

  private holdOthers(than?: PhoneCall): void {
    for (const call of this.calls) if (call !== than) call.setHeld(true);
  }

  async dial(number: string): Promise<PhoneCall | undefined> {
    const wanted = digitsOf(number);
    if (!wanted || phoneState.line !== 'ready') return undefined;
    const mediaStream = await this.openMicrophone();
    if (!mediaStream) return undefined;
    this.holdOthers();
    const session = this.softphone?.dial(wanted, { mediaStream, pcConfig: this.way });
    const call = this.calls.find((one) => one.session === session);
    if (call) void call.hearOf(mediaStream);
    else endStream(mediaStream);
    return call;
  }

  async answer(call: PhoneCall | undefined): Promise<void> {
    if (call?.state !== 'ringing') return;
    const mediaStream = await this.openMicrophone();
    if (!mediaStream) return;
    if (call.state !== 'ringing') return endStream(mediaStream);
    this.ringer.stop();
    this.holdOthers(call);
    void call.hearOf(mediaStream);
    call.session.answer({ mediaStream, pcConfig: this.way as RTCConfiguration });
  }

  hangUp(call: PhoneCall | undefined): void {
    if (!call || call.state === 'over') return;
    call.session.terminate(call.state === 'ringing' ? { status_code: 486 } : {});
  }

  setHeld(call: PhoneCall, held: boolean): void {
    if (!held) this.holdOthers(call);
    call.setHeld(held);
  }

  /** Whom I talk to is put on hold; when nobody is there, the last one on hold comes back. */
  toggleHold(): void {
    const call = this.active ?? this.calls.findLast((one) => one.isUp);
    if (call?.isUp) this.setHeld(call, !call.held);
  }

  /** Sends the other party to a number; whoever parks so hears or reads the slot, as with any phone. */
  transfer(call: PhoneCall, number: string): void {
    this.refer(call, digitsOf(number));
  }

  park(call: PhoneCall | undefined, lot = board.lots[0]): void {
    if (call?.isUp && lot) this.refer(call, lot.park_number);
  }

  /** Asks a third party first; connect() brings them together. */
  async consult(call: PhoneCall, number: string): Promise<void> {
    call.setHeld(true);
    const asked = await this.dial(number);
    if (asked) asked.asksFor = call;
  }

  connect(asked: PhoneCall): void {
    const first = asked.asksFor;
    if (first?.isUp && asked.isUp) this.refer(first, asked.who.number, asked.session);
  }

  private refer(call: PhoneCall, number: string, replaces?: RTCSession): void {
    if (!number || !call.isUp) return;
    const failed = () => {
      if (call.isUp) board.complain(w().notTransferred(this.nameOf(call)));
    };
    call.session.refer(number, { ...(replaces ? { replaces } : {}), eventHandlers: { requestFailed: failed, failed } });
  }

  useSpeaker(): void {
    for (const call of this.calls) call.setSpeaker(settings.speaker);
  }

  async useMicrophone(): Promise<void> {
    for (const call of this.calls.filter((one) => one.isUp)) {
      const stream = await this.openMicrophone();
      if (stream) await call.hearOf(stream);
    }
  }
}

export const phone = new Phone();
