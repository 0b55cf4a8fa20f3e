import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Note } from '../ui/parts.tsx';

interface Detector {
  detect(source: HTMLVideoElement | HTMLCanvasElement | ImageBitmap): Promise<{ rawValue: string }[]>;
}

/** The browser's own detector where it has one that reads QR codes; else one of ours, fetched only now. */
async function detector(): Promise<Detector> {
  const own = (
    globalThis as {
      BarcodeDetector?: { new (options: object): Detector; getSupportedFormats(): Promise<string[]> };
    }
  ).BarcodeDetector;
  const formats = (await own?.getSupportedFormats().catch(() => [])) ?? [];
  if (own && formats.includes('qr_code')) return new own({ formats: ['qr_code'] });
  const { decodeQR } = await import('qr/decode.js');
  return {
    detect: async (source) => {
      const image = pixelsOf(source);
      try {
        // A still picture is worth more than the time of one frame of a video.
        return [{ rawValue: decodeQR(image, { timeLimit: source instanceof HTMLVideoElement ? 50 : 2000 }) }];
      } catch {
        return [];
      }
    },
  };
}

/** The largest side that is looked at: a code in a picture is large, and a phone's picture larger. */
const side = 1600;

function pixelsOf(source: HTMLVideoElement | HTMLCanvasElement | ImageBitmap): ImageData {
  const [width, height] =
    source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  const scale = Math.min(1, side / Math.max(width, height, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const drawing = canvas.getContext('2d', { willReadFrequently: true })!;
  drawing.drawImage(source, 0, 0, canvas.width, canvas.height);
  return drawing.getImageData(0, 0, canvas.width, canvas.height);
}

/** Reads a QR code by the camera or from a picture; nothing of either leaves the browser. */
export function ScanCode({ onRead }: { onRead(text: string): void }) {
  const { t } = useTranslation();
  const [scanning, setScanning] = useState(false);
  const [fault, setFault] = useState<'noCamera' | 'notFound' | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const readPicture = async (event: ChangeEvent<HTMLInputElement>) => {
    const picture = event.target.files?.[0];
    event.target.value = '';
    if (!picture) return;
    setFault(null);
    try {
      const bitmap = await createImageBitmap(picture);
      const [found] = await (await detector()).detect(bitmap);
      if (found) onRead(found.rawValue);
      else setFault('notFound');
    } catch {
      setFault('notFound');
    }
  };
  return (
    <div className="scan">
      <div className="actions">
        <Button
          onClick={() => {
            setFault(null);
            setScanning(!scanning);
          }}
        >
          {t(scanning ? 'scan.stop' : 'scan.camera')}
        </Button>
        <Button onClick={() => file.current?.click()}>{t('scan.image')}</Button>
        <input
          ref={file}
          type="file"
          accept="image/*"
          hidden
          aria-label={t('scan.image')}
          onChange={(event) => void readPicture(event)}
        />
      </div>
      {scanning && (
        <Camera
          onRead={(text) => {
            setScanning(false);
            onRead(text);
          }}
          onFault={() => {
            setScanning(false);
            setFault('noCamera');
          }}
        />
      )}
      <div role="status">{fault && <Note tone="wait">{t(`scan.${fault}`)}</Note>}</div>
    </div>
  );
}

function Camera({ onRead, onFault }: { onRead(text: string): void; onFault(): void }) {
  const { t } = useTranslation();
  const screen = useRef<HTMLVideoElement>(null);
  const on = useRef({ onRead, onFault });
  on.current = { onRead, onFault };
  useEffect(() => {
    let over = false;
    let stream: MediaStream | undefined;
    const watch = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        const video = screen.current;
        if (over || !video) return;
        video.srcObject = stream;
        await video.play();
        const eyes = await detector();
        while (!over) {
          const [found] = await eyes.detect(video).catch(() => []);
          if (found && !over) {
            over = true;
            on.current.onRead(found.rawValue);
          }
          await new Promise((next) => setTimeout(next, 150));
        }
      } catch {
        if (!over) on.current.onFault();
      } finally {
        for (const track of stream?.getTracks() ?? []) track.stop();
      }
    };
    void watch();
    return () => {
      over = true;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);
  return (
    <>
      <video ref={screen} className="scan-screen" muted playsInline aria-label={t('scan.preview')} />
      <p className="quiet">{t('scan.looking')}</p>
    </>
  );
}
