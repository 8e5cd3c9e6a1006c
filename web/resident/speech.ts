/** Reading aloud with the phone's own voice; silent where there is none. */

export const canSpeak = "speechSynthesis" in window && typeof SpeechSynthesisUtterance !== "undefined";

export function speak(text: string): void {
  if (!canSpeak || !text.trim()) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = "zh-CN";
  words.rate = 0.9;
  speechSynthesis.speak(words);
}

export function hush(): void {
  if (canSpeak) speechSynthesis.cancel();
}
