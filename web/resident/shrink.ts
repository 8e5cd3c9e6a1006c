/** Makes a photo small enough for a bad network, in the phone itself; what cannot be opened here goes as it is. */

/** Enough for a page of print: a form's letters stay some 20 pixels high. */
const LONGEST = 2400;
const QUALITY = 0.85;
const SMALL_ENOUGH = 400 * 1024;

export async function shrink(file: Blob): Promise<Blob> {
  if (!file.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return file;
  try {
    const small = await redraw(await createImageBitmap(file, { imageOrientation: "from-image" }));
    return small && small.size < file.size ? small : file;
  } catch {
    // e.g. HEIC in a browser that cannot show it: the service can
    return file;
  }
}

async function redraw(picture: ImageBitmap): Promise<Blob | null> {
  const share = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * share);
  canvas.height = Math.round(picture.height * share);
  const context = canvas.getContext("2d");
  if (!context) return null;
  // a transparent picture would turn black
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
