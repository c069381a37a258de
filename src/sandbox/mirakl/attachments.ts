import type { Attachment } from "./thread-book.ts";

/** One grey pixel. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;

export const photoAttachment = (id: string): Attachment => ({
  id,
  name: "photo.png",
  bytes: Uint8Array.from(Buffer.from(PNG, "base64")),
});

export const pdfAttachment = (id: string): Attachment => ({
  id,
  name: "invoice.pdf",
  bytes: new TextEncoder().encode(PDF),
});
