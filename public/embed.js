// <forkcast-embed scenario parts theme>: Forkcast within another page (docs/embedding.md). This file is a classic script: it finds the
// page beside itself.
(() => {
  const script = document.currentScript;
  if (!script?.src) {
    throw new Error("embed.js must be loaded by <script src=\"…/embed.js\"> without type=module: it finds Forkcast by its own address.");
  }
  if (customElements.get("forkcast-embed")) return;
  const home = new URL("./", script.src);
  // Of each language of the page its folder from here, its title and the words of the link, filled in by the page build.
  const LANGUAGES = { en: ["", "Forkcast: RAG, fine-tuning, both, or prompting alone?", "Open in Forkcast"] };

  // Scripts to run, popups for the link to the whole page, downloads for the charts' files. Without allow-same-origin the frame has no
  // origin: it can read no storage and ask a server that measures for nothing, whatever host it came from.
  const SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads";
  // The link lies over the frame until that has told its height. A sheet of this kind is let in by every policy.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; }
    div { display: grid; min-height: 480px; }
    slot, iframe { grid-area: 1 / 1; }
    slot { display: block; z-index: 1; place-self: end start; padding: 4px 8px; background: Canvas; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .fitted { min-height: 0; }
    .fitted slot { display: none; }
  `);
  const embeds = new Set();
  const modules = new Map();

  /** A module of the page, downloaded once for all frames: without an origin they share no cache. Each frame checks its hash. */
  const download = (file) => {
    if (!modules.has(file)) {
      const bytes = fetch(file).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status}`);
        return answer.arrayBuffer();
      });
      // A failure is not kept.
      bytes.catch(() => modules.delete(file));
      modules.set(file, bytes);
    }
    return modules.get(file);
  };

  addEventListener("message", ({ source, data }) => {
    const embed = [...embeds].find((each) => each.shows(source));
    if (!embed || typeof data !== "object" || data === null) return;
    if (data.type === "forkcast:height" && Number.isFinite(data.height) && data.height > 0) {
      embed.fit(data.height);
    } else if (data.type === "forkcast:wants" && typeof data.file === "string" && /^[\w-]+\.wasm$/.test(data.file)) {
      const hand = (bytes) => source.postMessage({ type: "forkcast:module", file: data.file, bytes }, "*");
      // Where this page may not download it, the frame does.
      download(embed.file(data.file)).then(hand, () => hand(null));
    }
  });

  const near = "IntersectionObserver" in window && new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) target.load();
  }, { rootMargin: "400px" });

  /** The link's fragment without the pairs that say how to show it. */
  const scenario = (text) => {
    const fragment = text.includes("#") ? text.slice(text.indexOf("#") + 1) : /^https?:/.test(text) ? "" : text;
    return fragment.replace(/&(embed|theme|lang)=[^&]*/g, "") || "v1";
  };

  customElements.define("forkcast-embed", class extends HTMLElement {
    static observedAttributes = ["scenario", "parts", "theme", "lang", "title"];
    #box;
    #frame;
    #link;

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      this.#box = document.createElement("div");
      this.#link = document.createElement("a");
      this.#link.target = "_blank";
      this.#link.rel = "noopener";
      const slot = document.createElement("slot");
      slot.append(this.#link);
      this.#box.append(slot);
      root.append(this.#box);
    }

    connectedCallback() {
      embeds.add(this);
      this.#follow();
      if (near) near.observe(this);
      else this.load();
    }

    disconnectedCallback() {
      embeds.delete(this);
      if (near) near.unobserve(this);
      this.#frame?.remove();
      this.#frame = undefined;
      this.#box.className = "";
    }

    attributeChangedCallback() {
      this.#follow();
    }

    /** Creates the frame. */
    load() {
      if (near) near.unobserve(this);
      if (this.#frame || !this.isConnected) return;
      const frame = document.createElement("iframe");
      // The frame goes by its name to see that this script is around it.
      frame.name = "forkcast-embed";
      frame.setAttribute("sandbox", SANDBOX);
      frame.allow = "clipboard-write";
      this.#frame = frame;
      this.#follow();
      frame.src = this.#address("embed.html", this.#shown());
      this.#box.append(frame);
    }

    /** Whether that window is this element's frame. */
    shows(window) {
      return window !== null && this.#frame?.contentWindow === window;
    }

    /** The address of a file beside the page that the frame shows. */
    file(name) {
      return new URL(name, new URL(this.#language()[0], home)).href;
    }

    /** Gives the frame the height of its content. It has content, so the link goes. */
    fit(height) {
      this.#frame.style.height = `${Math.ceil(height)}px`;
      this.#box.className = "fitted";
    }

    /** Brings link and frame up to the attributes. */
    #follow() {
      this.#link.href = this.#address("", scenario(this.getAttribute("scenario") ?? ""));
      const [, title, open] = this.#language();
      this.#link.textContent = open;
      const frame = this.#frame;
      if (!frame) return;
      frame.title = this.title || title;
      const theme = this.getAttribute("theme");
      // A frame is transparent only in the colour scheme of its document.
      frame.style.colorScheme = theme === "light" || theme === "dark" ? theme : "light dark";
      // Another fragment loads nothing, and a replaced one adds nothing to the history.
      frame.contentWindow?.location.replace(this.#address("embed.html", this.#shown()));
    }

    #shown() {
      const parts = (this.getAttribute("parts") || "verdict,cost").split(",").map((part) => encodeURIComponent(part.trim()));
      const theme = this.getAttribute("theme");
      const colours = theme === null ? "" : `&theme=${encodeURIComponent(theme)}`;
      return `${scenario(this.getAttribute("scenario") ?? "")}&embed=${parts.join(",")}${colours}`;
    }

    /** What belongs to the element's language; to that of the page beside this file where it was not built. */
    #language() {
      const code = this.lang.toLowerCase().split("-")[0];
      return Object.hasOwn(LANGUAGES, code) ? LANGUAGES[code] : Object.values(LANGUAGES).find(([folder]) => folder === "");
    }

    #address(page, fragment) {
      const address = new URL(this.#language()[0] + page, home);
      address.hash = fragment;
      return address.href;
    }
  });
})();
