/** The files in what was dropped, folders included. */

/** A folder may hold more; the commands on the page are better for so many. */
const filesMax = 1000

/** Must be called while the drop event is handled, for the browser forgets the items afterwards. */
export async function filesOf(transfer: DataTransfer): Promise<readonly File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  if (entries.length === 0) return [...transfer.files].slice(0, filesMax)
  const files: File[] = []
  for (const entry of entries) await gather(entry, files)
  return files
}

async function gather(entry: FileSystemEntry, files: File[]): Promise<void> {
  if (files.length >= filesMax || entry.name.startsWith('.')) return
  if (isFile(entry)) files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)))
  if (!isFolder(entry)) return
  const reader = entry.createReader()
  // A reader gives a folder's entries in parts, the last of them empty.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (part.length === 0 || files.length >= filesMax) return
    for (const each of part) await gather(each, files)
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
