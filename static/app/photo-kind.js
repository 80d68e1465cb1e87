// What kind of picture a file is that this browser can't open, by its first bytes: cameras and pages have more kinds
// than browsers, and a name says nothing.

/** "HEIC", "AVIF", "GIF" or "WebP"; null for any other. */
export async function kindOf(file) {
  const head = new TextDecoder("latin1").decode(await file.slice(0, 12).arrayBuffer());
  if (/^.{4}ftyp(hei[cmsx]|hev[cx]|mif1|msf1)/s.test(head)) return "HEIC";
  if (/^.{4}ftypavi[fs]/s.test(head)) return "AVIF";
  if (/^GIF8[79]a/.test(head)) return "GIF";
  if (/^RIFF.{4}WEBP/s.test(head)) return "WebP";
  return null;
}
