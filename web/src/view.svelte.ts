// What of the board is on the screen: the page, the dialog, the search, the digits that were typed.
import type { Parked } from './shapes';

class View {
  page = $state<'lots' | 'history'>('lots');
  dialog = $state<'' | 'help' | 'settings'>('');
  chosen = $state.raw<Parked | null>(null);
  search = $state('');
  typed = $state('');
  /** The park whose card was last in the focus. */
  selected = $state(0);
  readonly wall = new URLSearchParams(location.search).has('wall');

  constructor() {
    const follow = () => (this.page = location.hash === '#history' && !this.wall ? 'history' : 'lots');
    window.addEventListener('hashchange', follow);
    follow();
  }

  get open(): boolean {
    return this.dialog !== '' || this.chosen !== null;
  }
}

export const view = new View();
