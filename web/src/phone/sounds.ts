// Microphones, loudspeakers, how loud both are, and the ring.
export type Device = { id: string; name: string };

/** Their names are told only once a microphone has been permitted. */
export async function devices(kind: MediaDeviceKind): Promise<Device[]> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return all
    .filter((one) => one.kind === kind && one.deviceId !== '')
    .map((one) => ({ id: one.deviceId, name: one.label || one.deviceId.slice(0, 8) }));
}

/** A device that was unplugged gives way to the usual one. */
export const microphone = (id: string): MediaStreamConstraints => ({
  audio: { ...(id ? { deviceId: { ideal: id } } : {}), echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: false,
});

/** The light of the microphone goes out. */
export function endStream(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

let context: AudioContext | undefined;

function awake(): AudioContext {
  context ??= new AudioContext();
  void context.resume();
  return context;
}

/** How loud a stream is, 0 to 1, whenever it is asked. */
export class Level {
  private readonly source: MediaStreamAudioSourceNode;
  private readonly meter: AnalyserNode;
  private readonly samples = new Float32Array(512);

  constructor(stream: MediaStream) {
    this.meter = new AnalyserNode(awake(), { fftSize: this.samples.length });
    this.source = awake().createMediaStreamSource(stream);
    this.source.connect(this.meter);
  }

  /** From −60 dB to −6 dB, as people hear it. */
  get now(): number {
    this.meter.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, sample) => sum + sample * sample, 0) / this.samples.length;
    const decibels = 10 * Math.log10(power + 1e-9);
    return Math.min(1, Math.max(0, (decibels + 60) / 54));
  }

  end(): void {
    this.source.disconnect();
  }
}

type Sinkable = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** Plays on this loudspeaker, or on the usual one where the browser doesn't let us choose or it is gone. */
export async function playOn(audio: HTMLAudioElement, speaker: string): Promise<void> {
  await (audio as Sinkable).setSinkId?.(speaker).catch(() => {});
}

/** Two notes together, as a phone rings: one second on, two off. */
function ringOnce(sound: AudioContext, out: AudioNode): void {
  for (const hertz of [440, 554]) {
    const wave = new OscillatorNode(sound, { frequency: hertz });
    const gain = new GainNode(sound, { gain: 0 });
    for (let beat = 0; beat < 8; ++beat) {
      const at = sound.currentTime + beat * 0.125;
      gain.gain.setTargetAtTime(beat % 2 ? 0.03 : 0.12, at, 0.015);
    }
    gain.gain.setTargetAtTime(0, sound.currentTime + 1, 0.03);
    wave.connect(gain).connect(out);
    wave.start();
    wave.stop(sound.currentTime + 1.3);
  }
}

export class Ringer {
  private timer: ReturnType<typeof setInterval> | undefined;

  /** Plays the ring once, to hear where it comes from. */
  async once(speaker: string): Promise<void> {
    const sound = awake();
    const out = new MediaStreamAudioDestinationNode(sound);
    const audio = new Audio();
    audio.srcObject = out.stream;
    await playOn(audio, speaker);
    await audio.play().catch(() => {}); // a page that nobody has touched yet may not make a sound
    ringOnce(sound, out);
    setTimeout(() => (audio.srcObject = null), 1600);
  }

  start(speaker: string): void {
    if (this.timer) return;
    void this.once(speaker);
    this.timer = setInterval(() => void this.once(speaker), 3000);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
