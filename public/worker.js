// The page's module without a page: it works things out, so that the page's own thread stays free to paint (app/parts/src/worker.rs).
// The page says where its script is and hands on its compiled module, so that nothing is downloaded or compiled twice.
onmessage = async ({ data: [script, module] }) => {
  onmessage = null;
  try {
    const { default: start } = await import(script);
    await start({ module_or_path: module });
  } catch (error) {
    // As an error of the worker, which the page hears of; as a rejection it would not.
    setTimeout(() => { throw error; });
  }
};
