import { signal } from '@preact/signals';
import { recall, remember } from '../shared/storage';
import { loudness, type Note, notesOf, type PatternName } from './patterns';

// Plays patterns through WebAudio. A browser lets a page sound only after a click or a key in it;
// until then `allowed` is false and nothing is heard.

const kDefaultVolume = 0.8;

export const allowed = signal(false);
export const volume = signal(rememberedVolume());

function rememberedVolume(): number {
  const text = recall('varde.volume');
  const value = Number(text);
  return text !== null && value >= 0 && value <= 1 ? value : kDefaultVolume;
}

export function setVolume(value: number): void {
  volume.value = value;
  remember('varde.volume', String(value));
}

let context: AudioContext | null = null;

// Asks the browser to let the page sound. Counts only from a click or a key.
export async function allowSound(): Promise<void> {
  try {
    if (context === null) {
      context = new AudioContext();
      context.onstatechange = () => {
        allowed.value = context?.state === 'running';
      };
    }
    await context.resume();
    allowed.value = context.state === 'running';
  } catch {
    allowed.value = false; // No sound device. The banner stays.
  }
}

// Takes the first click or key anywhere in the page as the one that allows sound.
export function allowSoundByUse(): () => void {
  const use = () => {
    if (!allowed.peek()) void allowSound();
  };
  use(); // A browser that is set up for this page allows it at once.
  window.addEventListener('pointerdown', use);
  window.addEventListener('keydown', use);
  return () => {
    window.removeEventListener('pointerdown', use);
    window.removeEventListener('keydown', use);
  };
}

// `again`: for an alarm that is escalated. What is louder than the loudspeaker can is pressed together
// rather than cut off.
export function play(name: PatternName, { delaySeconds = 0, again = false } = {}): void {
  if (context === null || context.state !== 'running') return;
  const master = context.createGain();
  master.gain.value = loudness(name, volume.peek(), again);
  if (again) master.connect(context.createDynamicsCompressor()).connect(context.destination);
  else master.connect(context.destination);
  const start = context.currentTime + delaySeconds + 0.02;
  for (const note of notesOf(name, again)) {
    if (note.voice === 'vowel') playVowel(context, master, note, start + note.at);
    else playTone(context, master, note, start + note.at);
  }
}

function playTone(audio: AudioContext, out: AudioNode, note: Note, at: number): void {
  const envelope = makeEnvelope(audio, out, note, at);
  makeOscillator(audio, envelope, 'triangle', note, at);
}

// The resonances of an open "a" to "o", through which a sawtooth sounds like a voice.
const kFormants = [
  { hz: 650, q: 7, gain: 1 },
  { hz: 1080, q: 9, gain: 0.6 },
  { hz: 2650, q: 12, gain: 0.35 },
];
const kVowelGain = 2.4; // The filters take away most of the sawtooth.

function playVowel(audio: AudioContext, out: AudioNode, note: Note, at: number): void {
  const envelope = makeEnvelope(audio, out, note, at);
  const source = audio.createGain();
  source.gain.value = kVowelGain;
  for (const formant of kFormants) {
    const filter = audio.createBiquadFilter();
    filter.type = 'bandpass';
    filter.frequency.value = formant.hz;
    filter.Q.value = formant.q;
    const gain = audio.createGain();
    gain.gain.value = formant.gain;
    source.connect(filter).connect(gain).connect(envelope);
  }
  makeOscillator(audio, source, 'sawtooth', note, at);
}

function makeOscillator(audio: AudioContext, out: AudioNode, type: OscillatorType, note: Note, at: number): void {
  const oscillator = audio.createOscillator();
  oscillator.type = type;
  oscillator.frequency.setValueAtTime(note.hz, at);
  oscillator.frequency.linearRampToValueAtTime(note.toHz, at + note.length);
  oscillator.connect(out);
  oscillator.start(at);
  oscillator.stop(at + note.length + 0.05);
}

// A soft beginning and end: a click would be heard as a fault of the loudspeaker.
function makeEnvelope(audio: AudioContext, out: AudioNode, note: Note, at: number): GainNode {
  const envelope = audio.createGain();
  const end = at + note.length;
  envelope.gain.setValueAtTime(0, at);
  envelope.gain.linearRampToValueAtTime(note.strength, at + 0.02);
  envelope.gain.setValueAtTime(note.strength, Math.max(at + 0.02, end - 0.06));
  envelope.gain.linearRampToValueAtTime(0, end);
  envelope.connect(out);
  return envelope;
}
