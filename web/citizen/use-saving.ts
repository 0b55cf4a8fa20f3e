import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type Case, editCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';

export interface Saving {
  state: 'untouched' | 'saving' | 'saved' | 'failed';
  /** When it was last saved, HH:mm. */
  time: string;
  error: unknown;
  /** Takes changed answers; they are saved once the typing pauses. */
  change(answers: Record<string, unknown>): void;
  /** Saves at once what is left; resolves whether all is saved. */
  flush(): Promise<boolean>;
}

/** Saves the answers of a draft as they are typed, one request at a time, each upon the version that the last one left. */
export function useSaving(item: Case): Saving {
  const queries = useQueryClient();
  const [state, setState] = useState<Saving['state']>('untouched');
  const [time, setTime] = useState('');
  const [error, setError] = useState<unknown>(null);
  const left = useRef<Record<string, unknown>>({});
  const running = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const send = async (): Promise<boolean> => {
    while (Object.keys(left.current).length > 0) {
      const form = left.current;
      left.current = {};
      setState('saving');
      const version = queries.getQueryData<Case>(['case', item.id])?.version ?? item.version;
      try {
        const next = await api(editCase, {
          params: { id: item.id },
          body: { form },
          headers: { 'if-match': `"${version}"` },
        });
        queries.setQueryData(['case', item.id], next);
        setError(null);
        setState('saved');
        setTime(shortTime(new Date().toISOString()).slice(-5));
      } catch (fault) {
        left.current = { ...form, ...left.current };
        setError(fault);
        setState('failed');
        return false;
      }
    }
    return true;
  };
  const flush = async () => {
    clearTimeout(timer.current);
    await running.current;
    running.current = send();
    return running.current;
  };
  // Whoever leaves right after typing, for another page or another site, loses nothing.
  const leave = useRef(flush);
  leave.current = flush;
  useEffect(() => {
    const save = () => void leave.current();
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  }, []);
  return {
    state,
    time,
    error,
    flush,
    change(answers) {
      left.current = { ...left.current, ...answers };
      setState('saving');
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), 600);
    },
  };
}
