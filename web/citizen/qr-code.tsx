import { useQuery } from '@tanstack/react-query';

/** A text as a QR code, dark on white in every theme; nothing where the text is too long for one. */
export function QrCode({ text, alt }: { text: string; alt: string }) {
  const code = useQuery({
    queryKey: ['qr', text],
    queryFn: async () => {
      const { default: qrcode } = await import('qrcode');
      const level = text.length > 400 ? 'L' : 'M';
      return qrcode.toString(text, { type: 'svg', errorCorrectionLevel: level, margin: 2 }).catch(() => null);
    },
    staleTime: Number.POSITIVE_INFINITY,
    // A code that was shown is not kept.
    gcTime: 0,
  });
  if (!code.data) return <div className="qr" />;
  return <img className="qr" alt={alt} src={`data:image/svg+xml,${encodeURIComponent(code.data)}`} />;
}
