export function DataUsesPage() {
  return null;
}
