import type { Encoding, FileMode } from '../../contracts/library.ts';
import {
  beginUpload,
  completeUpload,
  getUpload,
  listUploads,
  type Preview,
  pieceLimit,
  previewBytes,
  previewFile,
  putPiece,
  type Upload,
} from '../../contracts/uploads.ts';
import { ApiError, api } from '../api.ts';

export interface Sending {
  resourceId: string;
  file: File;
  mode: FileMode;
  /** Found out from the file when absent. */
  encoding: Encoding | null;
}

const octets = 'application/octet-stream';
/** Bytes of one piece: what is lost at most when the line breaks. */
const pieceBytes = pieceLimit / 2;
const triesOfPiece = 5;
const pollMilliseconds = 700;
/** A workbook or ZIP is looked into whole; a larger one is sent unseen. */
const previewWholeLimit = 16 * 2 ** 20;

/**
 * Sends a file piece by piece and waits until it was read; a piece whose way was broken is sent again, and an upload of the
 * same file that broke off is gone on with. Resolves with the batch's id; rejects with ApiError.
 */
export async function sendFile(sending: Sending, onSent: (bytes: number) => void): Promise<string> {
  let upload = await unfinished(sending);
  onSent(upload.received);
  while (upload.received < sending.file.size) {
    upload = await sendPiece(sending.file, upload);
    onSent(upload.received);
  }
  upload = await api(completeUpload, { params: { id: upload.id } });
  while (upload.state !== 'ended') {
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
    upload = await api(getUpload, { params: { id: upload.id } });
  }
  // A batch that was refused has a report of its own.
  if (upload.batchId !== null) return upload.batchId;
  throw new ApiError(422, { code: upload.fault?.code ?? 'unknown', title: upload.fault?.detail ?? '' });
}

async function unfinished({ resourceId, file, mode, encoding }: Sending): Promise<Upload> {
  const { items } = await api(listUploads, { params: { resourceId } });
  const same = items.find(
    (each) =>
      each.state === 'receiving' &&
      each.fileName === file.name &&
      each.size === file.size &&
      each.mode === mode &&
      each.encoding === encoding,
  );
  if (same) return same;
  return api(beginUpload, { params: { resourceId }, body: { fileName: file.name, size: file.size, mode, encoding } });
}

async function sendPiece(file: File, upload: Upload): Promise<Upload> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const offset = upload.received;
      const piece = file.slice(offset, offset + pieceBytes, octets);
      return await api(putPiece, { params: { id: upload.id, offset }, file: piece });
    } catch (error) {
      const broken = !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
      if (!broken || attempt === triesOfPiece) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** (attempt - 1)));
    }
  }
}

/** What the file looks like to the library; null where it would have to be sent whole and is too large for that. */
export async function lookAt({ resourceId, file, mode, encoding }: Sending): Promise<Preview | null> {
  const packed = /\.(xlsx|zip)$/i.test(file.name);
  if (packed && file.size > previewWholeLimit) return null;
  const whole = packed || file.size <= previewBytes;
  return api(previewFile, {
    params: { resourceId },
    query: { fileName: file.name, mode, whole, ...(encoding && { encoding }) },
    file: file.slice(0, whole ? file.size : previewBytes, octets),
  });
}
