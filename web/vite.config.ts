import vue from "@vitejs/plugin-vue";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const page = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false },
  build: {
    // cheap phones: the engines inside old WeChat builds know modules, but not the newest syntax
    target: ["es2019", "chrome67", "safari12"],
    // the pages are served with a policy that allows no inline script, style or data address
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rollupOptions: {
      input: { resident: page("./index.html"), staff: page("./staff/index.html"), simulator: page("./simulator/index.html") },
      output: { manualChunks: (id) => (/node_modules\/@?vue\//.test(id) ? "vue" : /web\/(protocol|resident\/cards)\//.test(id) ? "cards" : undefined) },
    },
  },
  server: { proxy: Object.fromEntries(["/api", "/simulator/api", "/wechat"].map((path) => [path, process.env.JIUJI_BASE ?? "http://127.0.0.1:8000"])) },
});
