/** Something urgent is new: a sound, the title, a browser notice. Never a name or a word of the resident. */

import { reactive } from "vue";

export const alarm = reactive({
  sound: localStorage.getItem("jiuji.staff.sound") !== "off",
  notices: "Notification" in window ? Notification.permission : "denied",
});

let audio: AudioContext | null = null;

/** Browsers allow sound only after a first click or key. */
export function unlockSound(): void {
  if (!audio && "AudioContext" in window) audio = new AudioContext();
  void audio?.resume();
}

export function switchSound(on: boolean): void {
  alarm.sound = on;
  localStorage.setItem("jiuji.staff.sound", on ? "on" : "off");
  if (on) {
    unlockSound();
    ring(1);
  }
}

export async function allowNotices(): Promise<void> {
  alarm.notices = await Notification.requestPermission();
}

function ring(times: number): void {
  if (!audio || !alarm.sound) return;
  for (let turn = 0; turn < times; turn += 1) {
    const tone = audio.createOscillator();
    const level = audio.createGain();
    const start = audio.currentTime + turn * 0.45;
    tone.frequency.value = turn % 2 ? 660 : 880;
    level.gain.setValueAtTime(0.0001, start);
    level.gain.exponentialRampToValueAtTime(0.3, start + 0.03);
    level.gain.exponentialRampToValueAtTime(0.0001, start + 0.38);
    tone.connect(level).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.4);
  }
}

export function raise(place: string, open: () => void): void {
  ring(4);
  if (alarm.notices !== "granted") return;
  const notice = new Notification("急难求助", { body: `${place || "有人"}要人工，请马上看。`, tag: "jiuji-urgent", requireInteraction: true });
  notice.onclick = () => {
    window.focus();
    open();
    notice.close();
  };
}

const plain = document.title;

export function badge(urgent: number, waiting: number): void {
  const mark = urgent ? `【急难 ${urgent}】` : waiting ? `(${waiting}) ` : "";
  document.title = mark + plain;
}
