// What a viewer chose, kept by the browser.

const ZONES = ['UTC', 'America/New_York', 'Europe/London', 'Europe/Berlin', 'Asia/Tokyo', 'Asia/Singapore'];
const THEMES = ['auto', 'light', 'dark'];

function kept(name) {
  try {
    return localStorage.getItem(`tradebars.${name}`);
  } catch {
    return null;
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(`tradebars.${name}`, value);
  } catch {
    // A browser that keeps nothing: the choice holds until the page is closed.
  }
}

const local = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Zones to choose from: that of the viewer first. */
export const zones = [...new Set([local, ...ZONES])];

export const settings = {
  zone: zones.includes(kept('zone')) ? kept('zone') : local,
  theme: THEMES.includes(kept('theme')) ? kept('theme') : 'auto',
  series: parse(kept('series')),
};

function parse(text) {
  try {
    const { interval, symbol, venue } = JSON.parse(text);
    return typeof symbol === 'string' && typeof interval === 'string' ? { interval, symbol, venue: venue ?? null } : null;
  } catch {
    return null;
  }
}

export function nextZone() {
  settings.zone = zones[(zones.indexOf(settings.zone) + 1) % zones.length];
  keep('zone', settings.zone);
}

export function nextTheme() {
  settings.theme = THEMES[(THEMES.indexOf(settings.theme) + 1) % THEMES.length];
  keep('theme', settings.theme);
  applyTheme();
}

export function applyTheme() {
  if (settings.theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = settings.theme;
}
