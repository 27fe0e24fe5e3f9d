// Elements by id and new ones. Text only ever goes in as text.

export const byId = id => document.getElementById(id);

/** An element with properties, or attributes where the name has a dash, and its children: elements or texts. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role') element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** Sets text only where it differs, so that nothing is announced or selected anew without need. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
