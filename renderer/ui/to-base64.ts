/** A file's content as the bridge takes it. Nothing leaves this computer. Rejects when it cannot be read. */
export function toBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    // data:TYPE;base64,CONTENT; an empty file has no content.
    reader.onload = () => resolve(typeof reader.result === 'string' ? (reader.result.split(';base64,')[1] ?? '') : '');
    reader.readAsDataURL(file);
  });
}
