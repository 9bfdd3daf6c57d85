// A sound and a notification when a caller waits too long; both only for who has asked for them.
import { board } from './board.svelte';
import { settings } from './settings.svelte';
import type { Parked } from './shapes';
import { t } from './words.svelte';

let audio: AudioContext | undefined;

function tone(context: AudioContext, hertz: number, from: number): void {
  const wave = new OscillatorNode(context, { frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setTargetAtTime(0.16, from, 0.01);
  gain.gain.setTargetAtTime(0, from + 0.14, 0.06);
  wave.connect(gain).connect(context.destination);
  wave.start(from);
  wave.stop(from + 0.6);
}

/** Two soft notes, falling. */
export function chime(): void {
  audio ??= new AudioContext();
  void audio.resume();
  tone(audio, 880, audio.currentTime + 0.02);
  tone(audio, 659, audio.currentTime + 0.22);
}

export async function askToNotify(): Promise<boolean> {
  if (!('Notification' in window)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

function notify(call: Parked): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const note = new Notification(t().announceLate(board.nameOf(call.caller), call.slot), {
    tag: `layby-${call.park}`,
    icon: '/icon.svg',
  });
  note.onclick = () => window.focus();
}

board.onLate = (call) => {
  if (settings.sound) chime();
  if (settings.notify) notify(call);
};
