import { shelf } from '../buyer/shelf.ts';
import { announce } from '../ui/announce.tsx';

const key = 'ticketdrop:sound';

/** Off until somebody asks for it: a tab that makes a noise unasked is closed. */
export const soundIsOn = (): boolean => shelf.read(key) === 'on';

/** Switching it on plays it once, so that one knows it, and because a browser lets only somebody's press start a sound. */
export function switchSound(on: boolean): void {
  shelf.write(key, on ? 'on' : 'off');
  if (on) chime();
}

/** Whether notifications can be asked for, were allowed, or can never come. */
export const notifications = (): NotificationPermission =>
  'Notification' in globalThis ? Notification.permission : 'denied';

/** Calls a buyer in by every means they allowed: aloud for those who listen, and where nobody looks by a notification too. */
export function callIn(): void {
  announce('It is your turn. You can choose your tickets now.');
  if (soundIsOn()) chime();
  if (document.hidden && notifications() === 'granted') notify();
}

function notify(): void {
  try {
    const note = new Notification('It is your turn', {
      body: 'You can choose your tickets now, for a few minutes.',
      icon: '/icon.svg',
      tag: 'ticketdrop-turn',
    });
    note.addEventListener('click', () => (window.focus(), note.close()));
  } catch {
    // Browsers on phones allow it only to installed apps; title and sound remain.
  }
}

let sound: AudioContext | undefined;

/** Two notes upwards, made on the spot: nothing to fetch when the network is busy. */
function chime(): void {
  sound ??= new AudioContext();
  void sound.resume();
  const now = sound.currentTime;
  for (const [pitch, at] of [
    [660, 0],
    [880, 0.18],
  ] as const) {
    const [note, volume] = [sound.createOscillator(), sound.createGain()];
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, now + at);
    volume.gain.exponentialRampToValueAtTime(0.001, now + at + 0.5);
    note.connect(volume).connect(sound.destination);
    note.start(now + at);
    note.stop(now + at + 0.5);
  }
}
