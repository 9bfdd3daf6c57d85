// One call of the phone in this page.
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingResponse } from 'jssip/lib/SIPMessage';
import { Level, endStream, playOn } from './sounds';
import { shownBy, whoIs, type Who } from './party';

export type State = 'ringing' | 'calling' | 'up' | 'over';
/** Why it is over, where that is worth a word. */
export type Fault = '' | 'busy' | 'unavailable' | 'notFound' | 'refused' | 'lost';

const waysToFail: [number, Fault][] = [[404, 'notFound'], [484, 'notFound'], [486, 'busy'], [600, 'busy'], [480, 'unavailable'],
                                       [408, 'unavailable'], [603, 'refused']];
/** A network that has changed is looked for by new checks; after a moment, as most come back by themselves. */
const checkAgainAfter = 3000;

type Heard = { response?: IncomingResponse };
type Ended = { cause: string; message?: { status_code?: number }; originator: string };

/** What a call needs of the phone. */
export type Place = {
  changed: (call: PhoneCall) => void;
  /** The server is there: what is asked of it now gets an answer. */
  reaches: () => boolean;
};

export class PhoneCall {
  state = $state<State>('calling');
  who = $state.raw<Who>({ name: '', number: '' });
  /** As it was dialled or came in; what is shown later may be somebody else, or why the call is refused. */
  readonly wanted: Who;
  held = $state(false);
  /** The other one has put us on hold. */
  waits = $state(false);
  muted = $state(false);
  since = $state(0);
  fault = $state<Fault>('');
  /** What has been keyed. */
  keys = $state('');
  /** The call whose other party shall be connected with this one's. */
  asksFor = $state.raw<PhoneCall | null>(null);

  private readonly audio = new Audio();
  /** What the other one hears of us; ours to end. */
  private microphone: MediaStream | undefined;
  private wantsHold = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private mine: Level | undefined;
  private theirs: Level | undefined;
  private checks: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly id: number,
    readonly session: RTCSession,
    readonly incoming: boolean,
    private speaker: string,
    private readonly at: Place,
  ) {
    this.state = incoming ? 'ringing' : 'calling';
    this.who = this.wanted = whoIs(session.remote_identity);
    this.listen();
    if (session.connection) this.connect(session.connection);
  }

  get isAnswered(): boolean {
    return this.since > 0;
  }

  get isUp(): boolean {
    return this.state === 'up';
  }

  private listen(): void {
    const { session } = this;
    session.on('peerconnection', ({ peerconnection }) => this.connect(peerconnection));
    session.on('progress', ({ response }: Heard) => this.learn(response));
    session.on('accepted', ({ response }: Heard) => {
      this.learn(response);
      this.state = 'up';
      this.since = Date.now();
      this.at.changed(this);
    });
    session.on('reinvite', ({ request }) => this.learn(request));
    session.on('update', ({ request }) => this.learn(request));
    session.on('hold', ({ originator }) => this.hold(originator, true));
    session.on('unhold', ({ originator }) => this.hold(originator, false));
    session.on('ended', (event) => this.end(event as Ended));
    session.on('failed', (event) => this.end(event as Ended));
  }

  private learn(message: Parameters<typeof shownBy>[0]): void {
    this.who = shownBy(message) ?? this.who;
  }

  private hold(by: string, on: boolean): void {
    if (by === 'local') this.held = on;
    else this.waits = on;
    this.speak();
  }

  private connect(connection: RTCPeerConnection): void {
    const hear = (stream: MediaStream) => {
      this.audio.srcObject = stream;
      this.theirs?.end();
      this.theirs = new Level(stream);
      void playOn(this.audio, this.speaker);
      void this.audio.play().catch(() => {});
    };
    connection.addEventListener('track', (event) => hear(event.streams[0] ?? new MediaStream([event.track])));
    connection.addEventListener('iceconnectionstatechange', () => this.way(connection.iceConnectionState));
    // Each address of this machine is worth a check, but none is worth waiting for.
    this.session.on('icecandidate', ({ candidate, ready }) => {
      if (candidate.type === 'host' && !candidate.address?.includes(':')) setTimeout(ready, 250);
    });
  }

  private way(state: RTCIceConnectionState): void {
    clearTimeout(this.checks);
    if (state === 'failed') this.checkAgain();
    else if (state === 'disconnected') this.checks = setTimeout(() => this.checkAgain(), checkAgainAfter);
  }

  /** The sound looks for another way. A request of ours that gets no answer would end the call: so not while the server is away. */
  checkAgain(): void {
    clearTimeout(this.checks);
    if (!this.isUp || !this.at.reaches() || this.session.connection?.iceConnectionState === 'connected') return;
    const asked = this.session.isReadyToReOffer() && this.session.renegotiate({ rtcOfferConstraints: { iceRestart: true } });
    if (!asked) this.checks = setTimeout(() => this.checkAgain(), checkAgainAfter);
  }

  /** The server is there again. */
  goOn(): void {
    this.checkAgain();
    this.settle();
  }

  private end({ cause, message, originator }: Ended): void {
    const failed = this.state === 'calling' && originator === 'remote';
    if (failed) this.fault = waysToFail.find(([status]) => status === message?.status_code)?.[1] ?? 'refused';
    else if (this.isUp && ['Connection Error', 'Request Timeout', 'RTP Timeout'].includes(cause)) this.fault = 'lost';
    this.state = 'over';
    clearTimeout(this.checks);
    clearTimeout(this.retry);
    this.mine?.end();
    this.theirs?.end();
    endStream(this.microphone);
    this.audio.srcObject = null;
    this.at.changed(this);
  }

  /** As soon as it can be; from now on nothing of us is heard. */
  setHeld(held: boolean): void {
    this.wantsHold = held;
    this.speak();
    this.settle();
  }

  private settle(): void {
    clearTimeout(this.retry);
    if (!this.isUp || this.wantsHold === this.held || !this.at.reaches()) return;
    const asked = this.wantsHold ? this.session.hold() : this.session.unhold();
    if (!asked) this.retry = setTimeout(() => this.settle(), 500);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.speak();
  }

  private speak(): void {
    const silent = this.muted || this.held || this.wantsHold;
    for (const track of this.microphone?.getAudioTracks() ?? []) track.enabled = !silent;
  }

  press(key: string): void {
    if (!this.isUp) return;
    this.session.sendDTMF(key, { transportType: 'RFC2833' as never, duration: 120 });
    this.keys = (this.keys + key).slice(-24);
  }

  setSpeaker(speaker: string): void {
    this.speaker = speaker;
    void playOn(this.audio, speaker);
  }

  /** Takes it over, and ends it with the call. */
  async hearOf(microphone: MediaStream): Promise<void> {
    if (this.state === 'over') return endStream(microphone);
    const track = microphone.getAudioTracks()[0] ?? null;
    const senders = this.microphone ? (this.session.connection?.getSenders() ?? []) : [];
    endStream(this.microphone);
    this.microphone = microphone;
    this.speak();
    this.mine?.end();
    this.mine = undefined;
    for (const sender of senders) if (sender.track?.kind === 'audio') await sender.replaceTrack(track).catch(() => {});
  }

  /** Of my voice and of theirs. */
  levels(): [number, number] {
    if (!this.isUp) return [0, 0];
    if (this.microphone) this.mine ??= new Level(this.microphone);
    return [this.muted || this.held ? 0 : (this.mine?.now ?? 0), this.theirs?.now ?? 0];
  }
}
