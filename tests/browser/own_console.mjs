// A console that is newer than the program: with VARDE_CONSOLE=<folder of a vite build> the browsers
// take the page from there, under the headers of the program, and all else from the program.
import { readFileSync } from "node:fs";
import path from "node:path";

const kTypes = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

// A page that no server gave counts as one from the internet, which may not speak with this machine.
export function argumentsFor() {
  return process.env.VARDE_CONSOLE ? ["--disable-features=LocalNetworkAccessChecks"] : [];
}

export async function serveConsole(context) {
  const folder = process.env.VARDE_CONSOLE;
  if (!folder) return;
  await context.route((url) => url.pathname === "/" || url.pathname.startsWith("/assets/"), async (route) => {
    const { origin, pathname } = new URL(route.request().url());
    const file = path.join(folder, pathname === "/" ? "index.html" : pathname);
    const { headers } = await fetch(`${origin}/`);
    await route.fulfill({
      body: readFileSync(file),
      contentType: kTypes[path.extname(file)],
      headers: { "content-security-policy": headers.get("content-security-policy") ?? "default-src 'self'" },
    });
  });
}
