// One campaign, as it goes: counters come as events, the rest is read when they change.
import {listCampaigns, showInList} from './campaigns.js';
import {showChart} from './chart.js';
import {at, fetchJson, make, paced, pathOf} from './dom.js';
import {healthCell} from './health.js';
import {followRecipients, prepareRecipients, showFailed, showRecipients} from './recipients.js';
import {count, kind, percent, say, span, time, translate} from './words.js';

let campaign = '';
let events = null;
let newest = null;

function hashName() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';  // a broken escape names no campaign
  }
}

function tell(state) {
  at('connection').dataset.state = state;
  at('connection').textContent = say[state];
  document.body.classList.toggle('stale', state !== 'live');
}

function showCounters(counters) {
  for (const name of ['total_contacts', 'sent_count', 'delivered_count', 'read_count', 'failed_count'])
    at(name).textContent = count(counters[name]);
  at('delivery_rate').textContent = percent(counters.delivery_rate);
  at('read_rate').textContent = percent(counters.read_rate);
  for (const what of ['sent', 'delivered', 'read', 'failed'])
    at(what + '_bar').value = counters[what + '_count'] / Math.max(counters.total_contacts, 1);
  showInList(counters);
}

/// Draws no more often than the screen does, however many events come.
function showSoon(counters) {
  if (!newest) requestAnimationFrame(() => { showCounters(newest); newest = null; });
  newest = counters;
}

function showPace(pace) {
  showChart(pace);
  at('latency_box').hidden = !pace.is_kept;
  at('latency').replaceChildren(...['to_delivered', 'to_read'].map(stage => make(
    'tr', {}, make('th', {scope: 'row'}, say[stage]),
    ...['p50', 'p90', 'p99'].map(each => make('td', {className: 'number'}, span(pace[stage][each]))))));
  at('when').textContent = [pace.started_at && say.started(time(pace.started_at)),
                            pace.completed_at ? say.completed(time(pace.completed_at))
                                              : say.awaited(count(pace.awaited))]
    .filter(Boolean).join(' · ');
}

function showFailures(failures) {
  const messages = new Map();
  for (const each of failures)
    messages.set(each.failure_kind, (messages.get(each.failure_kind) ?? 0) + each.messages);
  const most = Math.max(1, ...messages.values());
  const items = [...messages].sort(([, one], [, other]) => other - one).map(([why, failed]) => make(
    'li', {}, make('button', {className: 'link', onclick: () => showFailed(why)},
                   make('span', {}, kind(why)), make('span', {className: 'number'}, count(failed))),
    make('progress', {max: most, value: failed, ariaHidden: 'true'})));
  at('failures').replaceChildren(...(items.length ? items : [make('li', {}, say.nothing_failed)]));
}

const instanceRow = each => make(
  'tr', {}, make('td', {}, each.instance), healthCell(each),
  ...['sent', 'delivered', 'read', 'failed'].map(
    what => make('td', {className: 'number'}, count(each[`msgs_${what}_today`]))),
  make('td', {className: 'wide'}, each.last_error));

const showDetails = paced(async () => {
  const shown = campaign;
  const [pace, failures, instances] = await Promise.all([
    fetchJson(pathOf(shown) + '/pace'), fetchJson(pathOf(shown) + '/failures'), fetchJson('api/instances')]);
  if (shown !== campaign) return;
  showPace(pace);
  showFailures(failures);
  at('instances_box').hidden = instances.length === 0;
  at('instances').replaceChildren(...instances.map(instanceRow));
}, 1000);

const showRecipientsSoon = paced(showRecipients, 3000);

function follow(which) {
  campaign = which;
  if (events) events.close();
  at('campaign').hidden = false;
  at('name').textContent = which;
  at('export').href = pathOf(which) + '/export.csv';
  for (const number of document.querySelectorAll('.funnel b, .funnel i')) number.textContent = '–';
  followRecipients(which);
  events = new EventSource(pathOf(which) + '/events');
  events.addEventListener('counters', event => {
    tell('live');
    showSoon(JSON.parse(event.data));
    showDetails();
    showRecipientsSoon();
  });
  events.onerror = () => {
    tell('lost');
    // What the browser gives up it does not try again by itself.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => follow(campaign), 2000);
  };
}

/// Campaigns may come at any time.
async function refresh() {
  try {
    const names = await fetchJson('api/campaigns');
    const chosen = [hashName(), campaign, names.at(-1)].find(each => names.includes(each));
    listCampaigns(names, chosen);
    if (chosen && (!events || chosen !== campaign)) follow(chosen);
    if (!events || events.readyState === EventSource.OPEN) tell('live');
  } catch {
    tell('lost');
  }
}

async function look() {
  await refresh();
  setTimeout(look, 2000);
}

translate();
prepareRecipients();
if (matchMedia('(max-width: 48rem)').matches) at('list').open = false;
window.onhashchange = refresh;
look();
