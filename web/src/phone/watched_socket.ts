// The WebSocket of the phone, which notices by itself that nothing gets through any more: the machine is in another network, or a
// router has forgotten the connection. The browser alone would notice minutes later, and until then nobody could call here.
import { WebSocketInterface } from 'jssip';
import type { Socket } from 'jssip/lib/Socket';

const keepAlive = '\r\n\r\n'; // which the server answers at once (RFC 5626, section 3.5.1; RFC 7118, section 6)
const every = 10_000;
const answerWithin = 5_000;

export class WatchedSocket implements Socket {
  onconnect = (): void => {};
  ondisconnect = (_error: boolean, _code?: number, _reason?: string): void => {};
  ondata = (_data: unknown): void => {};

  private readonly socket: WebSocketInterface;
  private next: ReturnType<typeof setInterval> | undefined;
  private unanswered: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string) {
    this.socket = new WebSocketInterface(url);
    this.socket.onconnect = () => {
      this.watch();
      this.onconnect();
    };
    this.socket.ondisconnect = (error, code, reason) => {
      this.unwatch();
      this.ondisconnect(error, code, reason);
    };
    this.socket.ondata = (data) => {
      this.heard();
      this.ondata(data);
    };
  }

  get via_transport(): string {
    return this.socket.via_transport;
  }

  set via_transport(transport: string) {
    this.socket.via_transport = transport;
  }

  get sip_uri(): string {
    return this.socket.sip_uri;
  }

  get url(): string {
    return this.socket.url;
  }

  connect(): void {
    this.socket.connect();
  }

  disconnect(): void {
    this.unwatch();
    this.socket.disconnect();
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    return this.socket.send(message);
  }

  isConnected(): boolean {
    return this.socket.isConnected();
  }

  isConnecting(): boolean {
    return this.socket.isConnecting();
  }

  private watch(): void {
    this.next = setInterval(this.ask, every);
    for (const [source, what] of this.signs()) source?.addEventListener(what, this.ask);
  }

  private unwatch(): void {
    clearInterval(this.next);
    this.heard();
    for (const [source, what] of this.signs()) source?.removeEventListener(what, this.ask);
  }

  /** That the network may be another one by now. */
  private signs(): [EventTarget | undefined, string][] {
    return [
      [window, 'online'],
      [(navigator as { connection?: EventTarget }).connection, 'change'],
    ];
  }

  private readonly ask = (): void => {
    if (this.unanswered || !this.socket.send(keepAlive)) return;
    this.unanswered = setTimeout(() => this.lost(), answerWithin);
  };

  /** Whatever it was: the way is there. */
  private heard(): void {
    clearTimeout(this.unanswered);
    this.unanswered = undefined;
  }

  private lost(): void {
    this.disconnect();
    this.ondisconnect(true, 1006, 'nothing gets through');
  }
}
