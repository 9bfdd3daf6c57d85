// The SIP side of the phone in this page: registers over the WebSocket of the page's own server, and tells of calls. JsSIP does
// the signalling, the browser the sound.
import { UA } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRequest } from 'jssip/lib/SIPMessage';
import type { RTCSessionEvent } from 'jssip/lib/UA';
import { Problem, phoneCredentials, type PhoneCredentials } from '../api';
import { WatchedSocket } from './watched_socket';

/** 'elsewhere': another window of this browser is the phone. */
export type Line = 'connecting' | 'ready' | 'lost' | 'refused' | 'elsewhere';

export type Ear = {
  line: (line: Line) => void;
  /** `answers`: who calls wants the phone to answer by itself. */
  call: (session: RTCSession, incoming: boolean, answers: boolean) => void;
};

/** Before its password is over, so that no call meets one that is. */
const renewBefore = 10 * 60_000;
const longestTimer = 2 ** 31 - 1;
const tryAgainAfter = 5000;

const asksToAnswer = (request: IncomingRequest): boolean =>
  /answer-after\s*=\s*0/.test(request.getHeader('Call-Info') ?? '') || /alert-autoanswer/.test(request.getHeader('Alert-Info') ?? '');

export class Softphone {
  private ua: UA | undefined;
  private renewal: ReturnType<typeof setTimeout> | undefined;
  private refusals = 0;
  private retired = false;
  private stopped = false;

  private readonly ending = new AbortController();

  /** `instance`: the same each time in this browser (RFC 5626). */
  constructor(
    private readonly instance: string,
    private readonly ear: Ear,
  ) {
    void this.beTheOnlyOne();
  }

  /** One window of a browser is the phone; the next one takes over when that is closed. */
  private async beTheOnlyOne(): Promise<void> {
    const { signal } = this.ending;
    const soon = setTimeout(() => this.tell('elsewhere'), 500);
    const whileOn = () => {
      clearTimeout(soon);
      void this.begin();
      return new Promise<void>((ended) => signal.addEventListener('abort', () => ended()));
    };
    await navigator.locks.request('layby-phone', { signal }, whileOn).catch(() => clearTimeout(soon));
  }

  private tell(line: Line): void {
    if (!this.stopped) this.ear.line(line);
  }

  private async begin(): Promise<void> {
    this.tell('connecting');
    const given = await this.credentials();
    if (!given || this.stopped) return;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const ua = new UA({
      sockets: new WatchedSocket(`${scheme}://${location.host}${given.socket}`),
      uri: given.uri,
      authorization_user: given.authorization_user,
      password: given.password,
      instance_id: this.instance,
      register_expires: 120,
      session_timers: false, // the server asks; a request of ours that meets a lost way would end the call
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
      user_agent: 'Layby board',
    });
    ua.on('registered', () => this.registered());
    ua.on('registrationFailed', ({ response }) => this.registrationFailed(response?.status_code));
    ua.on('disconnected', () => this.tell('lost'));
    ua.on('connecting', () => this.tell('connecting'));
    ua.on('newRTCSession', (event: RTCSessionEvent) => this.called(event));
    this.ua = ua;
    ua.start();
    this.renewLater(given);
  }

  private async credentials(): Promise<PhoneCredentials | undefined> {
    try {
      return await phoneCredentials();
    } catch (problem) {
      const { status } = problem as Problem;
      if (status >= 400 && status < 500 && status !== 429) this.tell('refused');
      else if (!this.stopped) this.later(tryAgainAfter, () => void (this.ua ? this.renew() : this.begin()));
      return undefined;
    }
  }

  private later(ms: number, what: () => void): void {
    clearTimeout(this.renewal);
    this.renewal = setTimeout(what, Math.min(ms, longestTimer));
  }

  private renewLater(given: PhoneCredentials): void {
    this.later(Math.max(tryAgainAfter, Date.parse(given.until) - Date.now() - renewBefore), () => void this.renew());
  }

  private async renew(): Promise<void> {
    const given = await this.credentials();
    if (!given || this.stopped || !this.ua) return;
    this.ua.set('authorization_user', given.authorization_user);
    this.ua.set('password', given.password);
    this.ua.register();
    this.renewLater(given);
  }

  private registered(): void {
    this.refusals = 0;
    this.tell('ready');
  }

  /** A password that is over, or was made by a server that has another key by now, is asked for anew, but not for ever. */
  private registrationFailed(status: number | undefined): void {
    const refused = status === 401 || status === 403 || status === 407;
    this.tell(refused ? 'refused' : 'lost');
    if (refused && ++this.refusals <= 3) this.later(tryAgainAfter * this.refusals, () => void this.renew());
  }

  private called({ session, originator, request }: RTCSessionEvent): void {
    const incoming = originator === 'remote';
    this.ear.call(session, incoming, incoming && asksToAnswer(request as IncomingRequest));
  }

  dial(number: string, options: object): RTCSession | undefined {
    return this.ua?.call(number, options);
  }

  /** Nobody calls here any more; calls go on. */
  retire(): void {
    if (this.retired) return;
    this.retired = true;
    clearTimeout(this.renewal);
    this.ua?.unregister();
  }

  /** After retire(). */
  resume(): void {
    if (!this.retired) return;
    this.retired = false;
    void this.renew();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.renewal);
    this.ua?.stop();
    this.ending.abort();
  }
}
