/** Puts a text on the clipboard; pages without https have no clipboard API, and get the old way. */
export async function copyText(text: string, root: ParentNode & Node): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const before = (root as ShadowRoot).activeElement as HTMLElement | null;
    const area = document.createElement("textarea");
    area.className = "unseen";
    area.value = text;
    root.appendChild(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    before?.focus();
  }
}

/** Hands a file to the browser to save. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
