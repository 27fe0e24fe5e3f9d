// Wheel, drag and pinch on the chart, as movements of its window.

const WHEEL_A_PIXEL = 0.0015;
const PIXELS_A_LINE = 16;

/**
 * target takes zoom(factor, x): more bars for a factor above 1, those at x (pixels from the left) stay where they are; pan(pixels): what is
 * under the finger goes along; and fit(): as at the start. A vertical swipe is left to the page.
 */
export function listenTo(element, target) {
  const pointers = new Map();
  const at = event => event.clientX - element.getBoundingClientRect().left;
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return { width: Math.max(20, Math.abs(a - b)), middle: (a + b) / 2 };
  };

  element.addEventListener('wheel', event => {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PIXELS_A_LINE : 1;
    const sideways = event.shiftKey && !event.deltaX ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) target.pan(-sideways * unit);
    else target.zoom(Math.exp(event.deltaY * unit * WHEEL_A_PIXEL), at(event));
  }, { passive: false });

  element.addEventListener('pointerdown', event => {
    if (event.button) return;
    pointers.set(event.pointerId, at(event));
  });
  element.addEventListener('pointermove', event => {
    if (!pointers.has(event.pointerId)) return;
    if (!event.buttons) {
      // It was let go somewhere else.
      pointers.delete(event.pointerId);
      return;
    }
    const before = pointers.size === 2 ? spread() : undefined;
    const moved = at(event) - pointers.get(event.pointerId);
    if (!before && Math.abs(moved) < 1) return;
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, at(event));
    if (before) {
      const now = spread();
      target.zoom(before.width / now.width, now.middle);
      target.pan(now.middle - before.middle);
    } else target.pan(moved);
  });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
    element.addEventListener(end, event => pointers.delete(event.pointerId));
  }
  element.addEventListener('dblclick', () => target.fit());
}
