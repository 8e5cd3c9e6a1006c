// What a screen reader, a weak eye or a big thumb would trip over. Each probe returns what it found, in words.
window.probes = {
  /** Controls without a name. */
  nameless() {
    const controls = "button, a[href], input, textarea, select, [role=button], [role=switch]";
    return [...document.querySelectorAll(controls)]
      .filter((node) => node.offsetParent !== null && !node.closest("[aria-hidden=true]"))
      .filter((node) => !(
        node.getAttribute("aria-label") || node.innerText?.trim() || node.labels?.[0]?.innerText?.trim() ||
        document.getElementById(node.getAttribute("aria-labelledby") || "")?.innerText
      ))
      .map((node) => node.outerHTML.slice(0, 120));
  },

  /** Controls under 44 px. */
  small() {
    return [...document.querySelectorAll('button, summary, a[href^="tel:"], input, textarea')]
      .filter((node) => node.offsetParent !== null)
      .map((node) => [(node.closest("label") ?? node).getBoundingClientRect(), node.outerHTML])
      .filter(([box]) => box.height < 43.5 || box.width < 43.5)
      .map(([box, html]) => `${box.width}x${box.height} ${html.slice(0, 120)}`);
  },

  /** Words with less contrast than WCAG AA asks for. */
  faint() {
    const parse = (text) => (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    const part = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const level = ([red, green, blue]) => 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
    const behind = (node) => {
      for (let at = node; at; at = at.parentElement) {
        const colour = parse(getComputedStyle(at).backgroundColor);
        if (colour.length < 4 || colour[3] > 0.99) return colour;
      }
      return [255, 255, 255];
    };
    const hasWords = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    const judged = (node) => {
      const style = getComputedStyle(node);
      const size = parseFloat(style.fontSize);
      const [dark, light] = [level(parse(style.color)), level(behind(node))].sort((one, other) => one - other);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const ratio = (light + 0.05) / (dark + 0.05);
      return ratio < (large ? 3 : 4.5) ? `${ratio.toFixed(2)} ${node.className}: ${node.textContent.trim().slice(0, 30)}` : "";
    };
    const exempt = ".hidden, .skip, [disabled], .is-disabled, option, noscript, script";
    return [...document.querySelectorAll("body *")]
      .filter((node) => hasWords(node) && node.getClientRects().length && !node.closest(exempt))
      .map(judged)
      .filter(Boolean);
  },

  /** Pixels one could scroll sideways. */
  sideways() {
    return Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth);
  },

  pictures() {
    return [...document.querySelectorAll("img:not([alt])")].map((node) => node.outerHTML);
  },

  doubled() {
    const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
    return ids.filter((id, at) => ids.indexOf(id) !== at);
  },
};
