// The live feed, over a WebSocket: a browser has six connections to a server over HTTP, and a seventh board would wait for ever. Where
// none is to be had (a proxy that doesn't pass it on, a screen with a token), as server-sent events, read by fetch rather than by
// EventSource: so a refusal has a status. Either way the signs of life count, and a connection that has gone silent is noticed.
import { base, Problem, given, heard, identity } from './api';

export type FeedEvent = { id: string; name: string; data: unknown };

/** The server sends a sign of life every 15 s. */
const silence = 20_000;
/** Until a WebSocket has to be open. */
const patience = 4_000;
const pauses = [100, 300, 700, 1000, 2000];

type Listener = {
  event(event: FeedEvent): void;
  /** Connected; the first event follows. */
  open(): void;
  lost(): void;
  /** It is of no use to try again. */
  refused(problem: Problem): void;
};

/** One event of the stream; null: a comment, or the field “retry” alone. */
export function parsed(block: string): FeedEvent | null {
  const fields: Record<string, string> = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, '');
  }
  if (fields.data === undefined) return null;
  return { id: fields.id ?? '', name: fields.event ?? 'message', data: JSON.parse(fields.data) };
}

export class Feed {
  private last = '';
  private failures = 0;
  private stopped = false;
  private abort = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private hurry: (() => void) | null = null;

  constructor(private readonly listener: Listener) {
    window.addEventListener('online', this.tryNow);
    window.addEventListener('offline', this.cut);
    document.addEventListener('visibilitychange', this.tryNow);
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    window.removeEventListener('online', this.tryNow);
    window.removeEventListener('offline', this.cut);
    document.removeEventListener('visibilitychange', this.tryNow);
    this.cut();
  }

  private readonly tryNow = () => this.hurry?.();
  private readonly cut = () => this.abort.abort();

  private async run(): Promise<void> {
    while (!this.stopped) {
      await this.listen().catch((problem: unknown) => {
        const final = problem instanceof Problem && problem.status !== 503 && problem.status < 500;
        if (!final || this.stopped) return;
        this.stopped = true;
        this.listener.refused(problem);
      });
      if (this.stopped) return;
      this.listener.lost();
      await this.pause(pauses[Math.min(this.failures++, pauses.length - 1)]!);
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((done) => {
      this.hurry = done;
      setTimeout(done, ms);
    });
  }

  private async listen(): Promise<void> {
    if (!given && (await this.listenBySocket())) return;
    if (this.stopped) return;
    const signal = this.begin(silence);
    try {
      const resume: Record<string, string> = this.last ? { 'Last-Event-ID': this.last } : {};
      const answer = await fetch(`${base}/api/v1/events`, { headers: { ...identity(), ...resume }, signal, cache: 'no-store' });
      if (!answer.ok || !answer.body) throw await this.why(answer);
      heard(answer);
      this.listener.open();
      await this.read(answer.body.getReader());
    } finally {
      clearTimeout(this.timer);
    }
  }

  /** Until it ends; false: nothing has come by it. */
  private listenBySocket(): Promise<boolean> {
    const signal = this.begin(patience);
    return new Promise((done) => {
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}${base}/api/v1/events?after=${this.last}`);
      let open = false;
      // A network that is gone would keep it closing for a minute.
      signal.onabort = socket.onclose = () => {
        clearTimeout(this.timer);
        socket.onmessage = socket.onopen = socket.onclose = null;
        socket.close();
        done(open);
      };
      socket.onopen = () => {
        this.wait(silence);
        this.listener.open();
      };
      socket.onmessage = ({ data }) => {
        open = true;
        this.wait(silence);
        for (const block of data.split('\n\n')) this.take(block);
      };
    });
  }

  private begin(ms: number): AbortSignal {
    this.abort = new AbortController();
    this.wait(ms);
    return this.abort.signal;
  }

  /** It is cut unless something comes. */
  private wait(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.cut, ms);
  }

  private async why(answer: Response): Promise<Problem> {
    const told = await answer.json().catch(() => ({}));
    return new Problem(String(told.code ?? 'unknown'), answer.status, String(told.detail ?? ''));
  }

  private async read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.wait(silence);
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    const event = parsed(block);
    if (!event) return;
    this.last = event.id;
    this.failures = 0;
    this.listener.event(event);
  }
}
