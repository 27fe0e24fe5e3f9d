// Dead letters: how many by reason, the latest, and a look at the raw record.

import { byId, make } from './dom.js';
import { count, visible } from './format.js';
import { openSheet } from './table.js';

const bytes = part => part === null ? '(none)' : visibleText(part) + (part.cut ? `\n… (${count(part.bytes)} bytes)` : '');
const visibleText = part => part.text === undefined ? part.hex : visible(part.text);

export function showLetters({ topic, total, reasons, latest }) {
  const list = make('ul', { className: 'rows' }, ...latest.map(letter => {
    const button = make('button', { type: 'button' }, make('span', {}, visible(letter.reason)), make('small', {}, letter.source));
    button.addEventListener('click', () => openSheet('Dead letter', make('dl', { className: 'letter' },
      make('dt', {}, 'Reason'), make('dd', {}, visible(letter.reason)),
      make('dt', {}, 'From'), make('dd', {}, letter.source), make('dt', {}, 'Set aside'), make('dd', {}, letter.at),
      make('dt', {}, 'Kept at'), make('dd', {}, letter.place),
      make('dt', {}, 'Key'), make('dd', {}, make('pre', {}, bytes(letter.key))),
      make('dt', {}, `Record, ${letter.value === null ? 'empty' : `${count(letter.value.bytes)} bytes${letter.value.hex === undefined ? '' : ', hexadecimal'}`}`),
      make('dd', {}, make('pre', {}, bytes(letter.value))))));
    return make('li', {}, button);
  }));
  byId('letters')?.replaceChildren(
    make('h2', {}, 'Dead letters ', make('b', {}, count(total))),
    make('dl', {}, ...reasons.map(({ reason, count: n }) => make('div', {}, make('dt', {}, visible(reason)), make('dd', {}, count(n))))),
    list, make('p', { className: 'about' }, `on topic ${topic}`));
}
