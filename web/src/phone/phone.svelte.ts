// The phone in this page: its calls, and what one does with them.
import type { RTCSession } from 'jssip/lib/RTCSession';
import { board } from '../board.svelte';
import { phoneState } from '../phone.svelte';
import { keep, settings } from '../settings.svelte';
import { PhoneCall } from './call.svelte';
import { Ringer, microphone } from './sounds';
import { Softphone } from './softphone';
import { w } from './words';

const shownOver = 4000;

class Phone {
  calls = $state.raw<PhoneCall[]>([]);
  why = $state('');
  private softphone: Softphone | undefined;
  private ids = 0;
  readonly ringer = new Ringer();

  get ringing(): PhoneCall | undefined {
    return this.calls.find((call) => call.state === 'ringing');
  }

  /** Whom I talk to: one at a time, all others are on hold. */
  get active(): PhoneCall | undefined {
    return this.calls.find((call) => (call.isUp && !call.held) || call.state === 'calling');
  }

  start(): void {
    if (this.softphone) return;
    if (!settings.instance) {
      settings.instance = crypto.randomUUID();
      keep();
    }
    this.softphone = new Softphone(settings.instance, {
      line: (line, why) => {
        phoneState.line = line;
        this.why = why;
        if (line === 'ready') for (const call of this.calls) call.checkAgain();
      },
      call: (session, incoming, answers) => this.called(session, incoming, answers),
    });
  }

  stop(): void {
    for (const call of this.calls) this.hangUp(call);
    this.softphone?.stop();
    this.softphone = undefined;
    phoneState.line = 'off';
  }

  private called(session: RTCSession, incoming: boolean, answers: boolean): void {
    const call = new PhoneCall(++this.ids, session, incoming, settings.speaker, (changed) => this.changed(changed));
    this.calls = [...this.calls, call];
    this.changed(call);
    if (!incoming) return;
    if (answers && board.hasOrdered(board.session?.user ?? '')) return this.answer(call);
    board.announce(w().calls(this.nameOf(call)));
    if (settings.notify) this.notify(call);
  }

  private changed(call: PhoneCall): void {
    if (call.state === 'over') this.over(call);
    phoneState.busy = this.calls.some((one) => one.state !== 'over');
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

  private get options(): object {
    return { mediaConstraints: microphone(settings.microphone), pcConfig: { iceServers: [], bundlePolicy: 'max-bundle' } };
  }

  private holdOthers(than?: PhoneCall): void {
    for (const call of this.calls) if (call !== than) call.setHeld(true);
  }

  dial(number: string): PhoneCall | undefined {
    const wanted = number.replace(/[\s()/-]/g, '');
    if (!wanted || phoneState.line !== 'ready') return undefined;
    this.holdOthers();
    const session = this.softphone?.dial(wanted, this.options);
    return this.calls.find((call) => call.session === session);
  }

  answer(call: PhoneCall | undefined): void {
    if (call?.state !== 'ringing') return;
    this.ringer.stop();
    this.holdOthers(call);
    call.session.answer(this.options);
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
    this.refer(call, number.replace(/[\s()/-]/g, ''));
  }

  park(call: PhoneCall | undefined, lot = board.lots[0]): void {
    if (call?.isUp && lot) this.refer(call, lot.park_number);
  }

  /** Asks a third party first; connect() brings them together. */
  consult(call: PhoneCall, number: string): void {
    call.setHeld(true);
    const asked = this.dial(number);
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

  useMicrophone(): void {
    for (const call of this.calls) void call.setMicrophone(microphone(settings.microphone));
  }
}

export const phone = new Phone();
