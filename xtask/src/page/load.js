// Loads a module into its place in the page. The names are those of this build; they change with the contents.
const at = (name) => new URL(name, import.meta.url).href;
const style = document.createElement('link');
style.rel = 'stylesheet';
style.href = at('./STYLE');
document.head.append(style);
try {
  const { default: start } = await import(at('./SCRIPT'));
  await start({ module_or_path: at('./MODULE') });
} catch (error) {
  const place = document.getElementById('PLACE');
  if (place) place.textContent = `This part could not be loaded (${error.message}). The page goes on without it; load it anew to try again.`;
}
