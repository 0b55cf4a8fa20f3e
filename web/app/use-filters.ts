import { useNavigate } from '@tanstack/react-router';

/**
 * Changes what the address holds of a page's state: `const change = useChangeSearch<Search>()`, `change({ q: 'x' })`;
 * undefined takes a filter out. The page reads the state by `useSearch`. `push` makes a step that "back" returns from.
 */
export function useChangeSearch<T extends object>(): (patch: Partial<T>, how?: { push?: boolean }) => void {
  const navigate = useNavigate();
  return (patch, { push = false } = {}) =>
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, ...patch })) as never,
      replace: !push,
      resetScroll: false,
    });
}
