// What this reader has chosen, kept by this browser.
type Kept = {
  language: string;
  look: '' | 'light' | 'dark';
  soon: number;
  late: number;
  sound: boolean;
  notify: boolean;
  phone: string;
  /** This browser is a phone, too; on which devices it sounds, '' for the usual one. */
  softphone: boolean;
  microphone: string;
  speaker: string;
  ringOn: string;
  /** By which the server knows this browser's phone again. */
  instance: string;
};

const key = 'layby-board';
const usual: Kept = {
  language: '', look: '', soon: 60, late: 120, sound: false, notify: false, phone: '',
  softphone: false, microphone: '', speaker: '', ringOn: '', instance: '',
};

function kept(): Partial<Kept> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept>;
  } catch {
    return {};
  }
}

export const settings = $state<Kept>({ ...usual, ...kept() });

export function keep(): void {
  try {
    localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // Private windows keep nothing: it holds until the page is closed.
  }
}
