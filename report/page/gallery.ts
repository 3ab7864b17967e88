import type { ReportData } from '../data/types.ts';
import { h, name } from './dom.ts';
import { recordLinks } from './source.ts';

/** Each corruption at each severity on one image of the data. */
export function gallery(data: ReportData): HTMLElement[] {
  const [first] = data.gallery;
  if (first === undefined) return [];
  const own = data.gallery.filter(({ image }) => image === first.image);
  const corruptions = [...new Set(own.map(({ corruption }) => corruption))];
  const strips = h(
    'div',
    { class: 'gallery', tabindex: 0, role: 'region', 'aria-label': 'gallery of corruptions' },
    ...corruptions.map((corruption) =>
      h(
        'div',
        { class: 'strip' },
        h('strong', {}, name(corruption === 'none' ? 'clean' : corruption.replaceAll('_', ' '))),
        ...own
          .filter((picture) => picture.corruption === corruption)
          .sort((a, b) => a.severity - b.severity)
          .map(({ severity, jpeg }) =>
            h(
              'span',
              { class: 'picture' },
              h('img', {
                src: `data:image/jpeg;base64,${jpeg}`,
                alt: corruption === 'none' ? 'clean' : `${corruption}, severity ${severity}`,
                width: 112,
                height: 112,
                loading: 'lazy',
              }),
              ...(corruption === 'none' ? [] : [`severity ${severity}`]),
            ),
          ),
      ),
    ),
  );
  const most = Math.max(
    ...corruptions.map((one) => own.filter(({ corruption }) => corruption === one).length),
  );
  strips.style.setProperty('--pictures', String(most));
  return [h('h3', {}, 'What the corruptions look like'), strips, recordLinks(data, own)];
}
