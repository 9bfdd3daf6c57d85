// Dragging with a mouse, a pen or a finger: a live call onto a slot or a lot parks it, a parked one onto a person makes
// that phone ring, and onto the message box of a person has the caller speak into that. What is refused goes back to where it came from, and says why.
import { board } from './board.svelte';
import type { Call, Parked } from './shapes';
import { t } from './words.svelte';

export type Load = { kind: 'call'; call: Call } | { kind: 'parked'; call: Parked };
/** As `data-drop` has it: "lot main", "slot 705 main", "person 203", "box 203". */
type Target = string;

const threshold = 6; // pixels until a press is a drag
const edge = 56; // pixels from the edge of the screen where it scrolls
const goesBack = 260; // ms; as .ghost.back in style.css

const takes = (load: Load, target: Target): boolean =>
  (load.kind === 'call' ? /^(lot|slot) / : /^(person|box) /).test(target);

/** Why not; empty: done. */
async function act(load: Load, target: Target): Promise<string> {
  const [kind, ...rest] = target.split(' ');
  if (kind === 'box' && load.kind === 'parked') return board.askForMessage(load.call, rest.join(' '));
  if (load.kind === 'parked') return board.bring(load.call, rest.join(' '));
  if (kind === 'lot') return board.parkIn(load.call, { lot: rest.join(' ') });
  const [slot, lot] = [Number(rest[0]), rest.slice(1).join(' ')];
  const there = [...board.parks.values()].find((one) => one.lot === lot && one.slot === slot);
  if (there) return t().slotTaken(slot, board.nameOf(there.caller));
  return board.parkIn(load.call, { lot, slot });
}

class Drag {
  load = $state.raw<Load | null>(null);
  over = $state<Target>('');
  phase = $state<'moves' | 'waits' | 'back'>('moves');
  x = $state(0);
  y = $state(0);
  private home = { x: 0, y: 0 };
  private scrolling = 0;

  begin(load: Load, at: PointerEvent): void {
    this.load = load;
    this.phase = 'moves';
    this.home = { x: at.clientX, y: at.clientY };
    document.documentElement.classList.add('dragging');
    this.move(at);
    this.scrolling = window.setInterval(() => this.scroll(), 16);
  }

  move(at: PointerEvent): void {
    [this.x, this.y] = [at.clientX, at.clientY];
    this.look();
  }

  async drop(): Promise<void> {
    clearInterval(this.scrolling);
    const { load, over } = this;
    if (!load || !over) return this.back();
    this.phase = 'waits';
    let done = false;
    try {
      const why = await act(load, over);
      done = !why;
      if (why) board.complain(why);
    } finally {
      if (done) this.end();
      else this.back();
    }
  }

  back(): void {
    clearInterval(this.scrolling);
    this.over = '';
    this.phase = 'back';
    [this.x, this.y] = [this.home.x, this.home.y];
    setTimeout(() => this.end(), goesBack);
  }

  wants(kind: Load['kind']): boolean {
    return this.load?.kind === kind && this.phase === 'moves';
  }

  private end(): void {
    this.load = null;
    this.over = '';
    document.documentElement.classList.remove('dragging');
  }

  private look(): void {
    const below = document.elementFromPoint(this.x, this.y)?.closest<HTMLElement>('[data-drop]')?.dataset.drop ?? '';
    this.over = this.load && takes(this.load, below) ? below : '';
  }

  private scroll(): void {
    const step = this.y < edge ? -12 : this.y > innerHeight - edge ? 12 : 0;
    if (!step) return;
    scrollBy(0, step);
    this.look();
  }
}

export const drag = new Drag();

/** An element by which somebody can be dragged; by a finger only at its part `data-grip`, so that the rest still scrolls. */
export function draggable(element: HTMLElement, load: () => Load | undefined) {
  let give = load;
  const down = (press: PointerEvent) => {
    const at = press.target as HTMLElement;
    const what = give();
    if (!what || press.button !== 0 || drag.load || at.closest('button, a, input, select')) return;
    if (press.pointerType === 'touch' && !at.closest('[data-grip]')) return;
    follow(press, what);
  };
  element.addEventListener('pointerdown', down);
  return {
    update: (load: () => Load | undefined) => void (give = load),
    destroy: () => element.removeEventListener('pointerdown', down),
  };
}

function follow(press: PointerEvent, what: Load): void {
  const ours = new AbortController();
  const { signal } = ours;
  let moving = false;
  const on = <K extends keyof WindowEventMap>(name: K, does: (event: WindowEventMap[K]) => void) =>
    window.addEventListener(name, does, { signal, capture: true });
  const mine = (event: PointerEvent) => event.pointerId === press.pointerId;
  const stop = (end: () => void) => {
    ours.abort();
    if (moving) end();
  };
  on('pointermove', (event) => {
    if (!mine(event)) return;
    if (moving) return drag.move(event);
    if (Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) < threshold) return;
    if (drag.load) return ours.abort(); // another finger was first
    moving = true;
    getSelection()?.removeAllRanges();
    drag.begin(what, event);
  });
  on('pointerup', (event) => mine(event) && stop(() => void drag.drop()));
  on('pointercancel', (event) => mine(event) && stop(() => drag.back()));
  on('blur', (event) => event.target === window && stop(() => drag.back()));
  on('keydown', (event) => {
    if (event.key !== 'Escape' || !moving) return;
    event.stopPropagation();
    stop(() => drag.back());
  });
}
