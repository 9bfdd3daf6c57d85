// What of the board is on the screen: the page, the dialog, the search, the digits that were typed.
import { given } from './api';
import type { Call, Parked } from './shapes';

/** The last two are an administrator's. */
export const pageNames = ['lots', 'tasks', 'history', 'reports', 'phones', 'server', 'configuration'] as const;
export type PageName = (typeof pageNames)[number];

/** The address of a page, with what it shall show. A token that the board's address brought stays there. */
export function address(page: PageName, wanted: Record<string, string> = {}): string {
  const more = String(new URLSearchParams({ ...wanted, ...(given ? { token: given } : {}) }));
  return `#${page}${more ? `&${more}` : ''}`;
}

class View {
  page = $state<PageName>('lots');
  /** What stands behind the name of the page in its address. */
  wanted = $state.raw(new URLSearchParams());
  dialog = $state<'' | 'help' | 'settings' | 'call'>('');
  /** Which field of the dialog shall have the focus. */
  field = $state<'' | 'note' | 'for' | 'to'>('');
  chosen = $state.raw<Parked | null>(null);
  chosenCall = $state.raw<Call | null>(null);
  search = $state('');
  typed = $state('');
  /** The park whose card was last in the focus. */
  selected = $state(0);
  readonly wall = new URLSearchParams(location.search).has('wall');

  constructor() {
    window.addEventListener('hashchange', () => this.follow());
    this.follow();
  }

  private follow(): void {
    const [name] = location.hash.slice(1).split('&', 1);
    const page = pageNames.find((one) => one === name);
    this.page = (!this.wall && page) || 'lots';
    this.wanted = new URLSearchParams(location.hash.slice(1));
    this.chosen = null;
    this.chosenCall = null;
    this.selected = 0;
    this.typed = '';
  }

  get open(): boolean {
    return this.dialog !== '' || this.chosen !== null || this.chosenCall !== null;
  }
}

export const view = new View();
