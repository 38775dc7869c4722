// Runs the page's module in a worker, so that long work does not block the page (app/parts/src/worker.rs).
// The page sends the address of its script and its compiled module, so that nothing is downloaded or compiled twice.
onmessage = async ({ data: [script, module] }) => {
  onmessage = null;
  try {
    const { default: start } = await import(script);
    await start({ module_or_path: module });
  } catch (error) {
    // Thrown outside the promise, so that the page gets an error event; a rejection would not reach it.
    setTimeout(() => { throw error; });
  }
};
