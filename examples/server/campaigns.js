// The list of campaigns. Only those that are seen have their counters read.
import {at, fetchJson, make, pathOf, paced} from './dom.js';
import {count, percent} from './words.js';

const items = new Map();  // by campaign
const seen = new Set();
const watch = new IntersectionObserver(entries => {
  for (const {target, isIntersecting} of entries)
    isIntersecting ? seen.add(target.dataset.campaign) : seen.delete(target.dataset.campaign);
  refreshSeen();
});

function itemOf(campaign) {
  const parts = ['read', 'delivered', 'sent', 'failed'].map(className => make('span', {className}));
  const link = make('a', {href: '#' + encodeURIComponent(campaign)}, campaign, ' ', make('i'),
                    make('div', {className: 'bar', ariaHidden: 'true'}, ...parts));
  const item = make('li', {}, link);
  item.dataset.campaign = campaign;
  watch.observe(item);
  return item;
}

/// A bar of the campaign's contacts: read, delivered only, sent only, failed.
export function showInList(counters) {
  const item = items.get(counters.campaign);
  if (!item) return;
  const total = Math.max(counters.total_contacts, 1);
  const widths = [counters.read_count, counters.delivered_count - counters.read_count,
                  counters.sent_count - counters.delivered_count - counters.failed_count,
                  counters.failed_count];
  item.querySelectorAll('.bar span').forEach((part, i) => {
    part.style.width = Math.max(widths[i], 0) * 100 / total + '%';
  });
  item.querySelector('i').textContent = percent(counters.delivery_rate);
}

const readSeen = paced(async () => {
  for (const campaign of [...seen]) showInList(await fetchJson(pathOf(campaign)));
}, 5000);

function refreshSeen() {
  if (seen.size > 0) readSeen();
}

function filter() {
  const text = at('find_campaign').value.toLowerCase();
  for (const [campaign, item] of items) item.hidden = !campaign.toLowerCase().includes(text);
}

export function listCampaigns(names, chosen) {
  at('nothing').hidden = names.length > 0;
  at('campaign_count').textContent = count(names.length);
  if (names.length !== items.size || names.some(name => !items.has(name))) {
    const known = new Map(items);
    items.clear();
    for (const name of names) items.set(name, known.get(name) ?? itemOf(name));
    at('campaigns').replaceChildren(...items.values());
    filter();
  }
  for (const [name, item] of items) {
    const link = item.firstElementChild;
    name === chosen ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  }
  refreshSeen();
}

at('find_campaign').oninput = filter;
