/** Photos that have not been sent yet, kept on this phone until they are; without storage they live until the page closes. */

const STORE = "photos";
const here = new Map<string, Blob>();
let opening: Promise<IDBDatabase | null> | null = null;

function open(): Promise<IDBDatabase | null> {
  opening ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open("jiuji", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
      request.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  return opening;
}

/** Full or forbidden storage gives null, never an error. */
async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  const database = await open();
  if (!database) return null;
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => resolve(null);
      transaction.onabort = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

export async function keepBlob(id: string, blob: Blob): Promise<void> {
  here.set(id, blob);
  await inStore("readwrite", (store) => store.put(blob, id));
}

export async function findBlob(id: string): Promise<Blob | null> {
  return here.get(id) ?? ((await inStore("readonly", (store) => store.get(id))) as Blob | null | undefined) ?? null;
}

export async function dropBlob(id: string): Promise<void> {
  here.delete(id);
  await inStore("readwrite", (store) => store.delete(id));
}

export async function dropAllBlobs(): Promise<void> {
  here.clear();
  await inStore("readwrite", (store) => store.clear());
}
