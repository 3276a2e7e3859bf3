import { defineConfig } from "vite";

const LICENCE =
  "/*! Contains Lit, Copyright 2017 Google LLC, BSD-3-Clause: https://lit.dev. The rest: Apache-2.0. */";

// A library would keep its line breaks; an application is made as small as can be.
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "../custom_components/chat_rooms/frontend",
    emptyOutDir: true,
    target: "es2023",
    minify: true,
    modulePreload: false,
    rolldownOptions: {
      input: "src/chat-rooms-card.ts",
      output: {
        format: "es",
        entryFileNames: "chat-rooms-card.js",
        codeSplitting: false,
        // Minifying takes away what a plain banner says.
        postBanner: LICENCE,
      },
    },
  },
});
