/** 大字, 高对比, 朗读: kept on this phone, applied as classes of the page. */

import { reactive, watchEffect } from "vue";
import { recall, remember } from "./storage";

export const preferences = reactive({
  large: recall("large", false),
  contrast: recall("contrast", window.matchMedia?.("(prefers-contrast: more)").matches ?? false),
  aloud: recall("aloud", false),
});

watchEffect(() => {
  const page = document.documentElement.classList;
  page.toggle("large", preferences.large);
  page.toggle("contrast", preferences.contrast);
  for (const [name, value] of Object.entries(preferences)) remember(name, value);
});
