import { type Batch, type Encoding, postBatch } from '../../contracts/library.ts';
import { ApiError } from '../api.ts';
import { i18n } from '../i18n.ts';

export interface Upload {
  resourceId: string;
  file: File;
  mode: 'replace' | 'append';
  /** Found out from the file when absent. */
  encoding: Encoding | null;
}

/**
 * Sends a file and tells how many of its bytes have gone, which `fetch` cannot tell. Resolves with the batch, served or
 * refused; rejects with ApiError as `api` does.
 */
export function sendFile(
  { resourceId, file, mode, encoding }: Upload,
  onSent: (bytes: number) => void,
): Promise<Batch> {
  const query = new URLSearchParams({ mode, fileName: file.name, ...(encoding && { encoding }) });
  const request = new XMLHttpRequest();
  request.open(postBatch.method, `${postBatch.path.replace(':resourceId', encodeURIComponent(resourceId))}?${query}`);
  request.setRequestHeader('accept-language', i18n.language);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.upload.onprogress = ({ loaded }) => onSent(loaded);
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(new ApiError(0, { code: 'network', title: i18n.t('error.network') }));
    request.onload = () => {
      const reply = parsed(request.responseText);
      if (request.status === postBatch.status) resolve(reply as Batch);
      else reject(new ApiError(request.status, reply ?? { title: i18n.t('error.unknown') }));
    };
    request.send(file);
  });
}

function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
