// What the whole page knows of the phone in it. The phone itself (phone/) is a script of its own, loaded for who uses it.
import { board } from './board.svelte';
import { settings } from './settings.svelte';

import type { Line as Signalling } from './phone/softphone';

export type Line = 'off' | Signalling;

/** Whoever signs in here later isn't called at this browser without having asked for it. */
export const isPhone = (): boolean => settings.softphone !== '' && settings.softphone === board.session?.user;

class PhoneState {
  line = $state<Line>('off');
  /** It has a call. */
  busy = $state(false);
  rings = $state(false);
  /** Its panel is on the screen. */
  open = $state(false);
}

export const phoneState = new PhoneState();

/** Browsers give a microphone only to pages that nobody on the way can change. */
export const canPhone = (): boolean => window.isSecureContext && 'mediaDevices' in navigator && 'RTCPeerConnection' in window;

export const loadPhone = () => import('./phone/index');
