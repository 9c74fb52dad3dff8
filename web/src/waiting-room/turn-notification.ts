import { browserStorage } from '../buyer/browser-storage.ts';
import { announce } from '../ui/announce.tsx';

const storageKey = 'ticketdrop:sound';

/** Off by default, because buyers close a tab that makes an unexpected noise. */
export const isSoundOn = (): boolean => browserStorage.read(storageKey) === 'on';

/** Switching the sound on plays it once, as a sample, and because browsers allow sound only after a user's input. */
export function setSound(on: boolean): void {
  browserStorage.write(storageKey, on ? 'on' : 'off');
  if (on) playChime();
}

/** The permission for notifications; `denied` in browsers that have none. */
export const notificationPermission = (): NotificationPermission =>
  'Notification' in globalThis ? Notification.permission : 'denied';

/** Notifies a buyer of their turn: to screen readers, by sound if it is on, and in a hidden tab by a notification. */
export function notifyTurn(): void {
  announce('It is your turn. You can choose your tickets now.');
  if (isSoundOn()) playChime();
  if (document.hidden && notificationPermission() === 'granted') showNotification();
}

function showNotification(): void {
  try {
    const notification = new Notification('It is your turn', {
      body: 'You can choose your tickets now, for a few minutes.',
      icon: '/icon.svg',
      tag: 'ticketdrop-turn',
    });
    notification.addEventListener('click', () => (window.focus(), notification.close()));
  } catch {
    // Phone browsers allow notifications only to installed apps. The title and the sound still notify.
  }
}

let audio: AudioContext | undefined;

/** Two rising notes, generated here, so that nothing must be fetched when the network is busy. */
function playChime(): void {
  audio ??= new AudioContext();
  void audio.resume();
  const now = audio.currentTime;
  for (const [pitch, at] of [
    [660, 0],
    [880, 0.18],
  ] as const) {
    const [note, volume] = [audio.createOscillator(), audio.createGain()];
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, now + at);
    volume.gain.exponentialRampToValueAtTime(0.001, now + at + 0.5);
    note.connect(volume).connect(audio.destination);
    note.start(now + at);
    note.stop(now + at + 0.5);
  }
}
