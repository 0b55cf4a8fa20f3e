import { useNavigate, useRouter } from '@tanstack/react-router';

/**
 * Changes what the address holds of a page's state: `const change = useChangeSearch<Search>()`, `change({ q: 'x' })`;
 * undefined takes a filter out. The page reads the state by `useSearch`. `push` makes a step that "back" returns from. What
 * comes late, from a pause in typing, while a link is being followed, does not lead back from where it goes.
 */
export function useChangeSearch<T extends object>(): (patch: Partial<T>, how?: { push?: boolean }) => void {
  const navigate = useNavigate();
  const router = useRouter();
  return (patch, { push = false } = {}) => {
    const shown = router.state.resolvedLocation?.pathname;
    if (shown !== undefined && shown !== router.latestLocation.pathname) return;
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, ...patch })) as never,
      replace: !push,
      resetScroll: false,
    });
  };
}
