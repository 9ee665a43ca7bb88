// What the other files need of the document and the server.
export const at = id => document.getElementById(id);

/// An element with properties and children; texts stay texts.
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/// The same in SVG, where properties are attributes.
export function draw(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export async function fetchJson(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

export const pathOf = campaign => `api/campaigns/${encodeURIComponent(campaign)}`;

/// A function that does its work at once, and then at most once in so many milliseconds: nobody
/// reads faster.
export function paced(work, milliseconds) {
  let rests = false;
  let due = false;
  return function run() {
    due = true;
    if (rests) return;
    due = false;
    rests = true;
    Promise.resolve(work()).catch(() => {});
    setTimeout(() => { rests = false; if (due) run(); }, milliseconds);
  };
}
