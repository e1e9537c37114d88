import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  // A lock file in a folder above the checkout must not make that folder the root.
  turbopack: { root: import.meta.dirname },
  // Types are checked by `npm run check`; a first start should not wait for it.
  typescript: { ignoreBuildErrors: true },
};

export default config;
