import { useState } from 'react';
import { isLargeText, setLargeText } from './text-size.ts';

/** Whether large type is on, and the switch for it. */
export function useLargeText(): [boolean, (large: boolean) => void] {
  const [large, setLarge] = useState(isLargeText);
  return [
    large,
    (next) => {
      setLargeText(next);
      setLarge(next);
    },
  ];
}
