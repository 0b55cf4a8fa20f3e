/** Drawn by us on a 20 × 20 grid, in the colour of the text around them. Decoration: the words beside them say the same. */
const shapes = {
  home: 'M3 9.2 10 3.5l7 5.7M5 8v8.5h10V8M8.3 16.5v-4.6h3.4v4.6',
  queue: 'M3 5h14M3 10h14M3 15h8M14.2 13.2v4M12.2 15.2h4',
  book: 'M4 3.5h10.5a1.5 1.5 0 0 1 1.5 1.5v11.5H5.5A1.5 1.5 0 0 1 4 15zM4 14a1.5 1.5 0 0 1 1.5-1.2H16M7.5 7h5',
  page: 'M5 3.5h7l3.5 3.5v9.5H5zM12 3.5V7h3.5M7.5 10h5.5M7.5 13h5.5',
  store:
    'M3.5 5.5c0-1.2 2.9-2 6.5-2s6.5.8 6.5 2-2.9 2-6.5 2-6.5-.8-6.5-2zM3.5 5.5v9c0 1.2 2.9 2 6.5 2s6.5-.8 6.5-2v-9M3.5 10c0 1.2 2.9 2 6.5 2s6.5-.8 6.5-2',
  share: 'M3 7h12M11.5 3.5 15 7l-3.5 3.5M17 13H5M8.5 9.5 5 13l3.5 3.5',
  grant: 'M10 3 4 5.2v4.3c0 3.6 2.4 6.2 6 7.5 3.6-1.3 6-3.9 6-7.5V5.2zM7.3 10l2 2 3.4-3.8',
  code: 'M7 6 3 10l4 4M13 6l4 4-4 4M11.3 4.5l-2.6 11',
  key: 'M11 9a3.5 3.5 0 1 0-2.4 3.3L10 11h2v-1.5h2L16.5 7V4.5H14zM6.5 9.2v.1',
  list: 'M4 5.5h.1M4 10h.1M4 14.5h.1M7.5 5.5H17M7.5 10H17M7.5 14.5H17',
  review: 'M9 16.5H4.5v-13h11V9M7.5 7h5M7.5 10h2.5M11.5 14l2 2 4-4.5',
  agency: 'M3 16.5h14M4.5 16.5V8M8 16.5V8M12 16.5V8M15.5 16.5V8M3 8h14l-7-4.5z',
  people:
    'M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM2.8 16c.2-2.7 2-4.3 4.7-4.3s4.5 1.6 4.7 4.3M13 4.4a2.6 2.6 0 0 1 0 4.9M14.3 11.9c1.8.4 2.8 1.8 3 4.1',
  flow: 'M3 5.5h3.5c4 0 3 9 7 9H17M14.5 12l2.5 2.5-2.5 2.5M3 14.5h3.5c1.3 0 2-.9 2.4-2M11 7.6c.5-1.2 1.2-2.1 2.5-2.1H17M14.5 3 17 5.5 14.5 8',
  late: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.2l2.8 1.8',
  ledger: 'M4 3.5h12v13H4zM7 3.5v13M9.5 7H13M9.5 10H13M9.5 13H13',
  pack: 'M10 3 3.5 6.3v7.4L10 17l6.5-3.3V6.3zM3.5 6.3 10 9.6l6.5-3.3M10 9.6V17',
  calendar: 'M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5M7 12h.1M10 12h.1M13 12h.1',
  gear: 'M4 6h7M15 6h1M4 14h1M9 14h7M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  user: 'M10 10a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 10 10zM4 16.8c.3-3 2.6-4.8 6-4.8s5.7 1.8 6 4.8',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  close: 'M5 5l10 10M15 5 5 15',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4',
  columns: 'M3.5 4h13v12h-13zM8 4v12M12 4v12',
  down: 'M5 7.5 10 12.5l5-5',
  up: 'M5 12.5 10 7.5l5 5',
  right: 'M7.5 5l5 5-5 5',
  copy: 'M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7',
  check: 'M4 10.5 8 14.5 16 6',
  print: 'M6 7V3.5h8V7M6 14H3.5V7h13v7H14M6 11.5h8v5H6z',
  licence: 'M3 4.5h14v11H3zM6 8h5M6 11h3M13.5 12.5a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z',
  data: 'M4 16.5V9M8 16.5v-6M12 16.5V6M16 16.5V3.5',
  globe: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM3 10h14M10 3c2 2 3 4.3 3 7s-1 5-3 7c-2-2-3-4.3-3-7s1-5 3-7z',
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
