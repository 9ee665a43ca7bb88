'use strict';
const at = id => document.getElementById(id);
const number = new Intl.NumberFormat('en');
function hashName() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';  // a broken escape names no campaign
  }
}

const percent = rate => rate.toFixed(1) + ' %';

let campaign = '';
let events = null;
let detailsDue = false;

function say(state, text) {
  at('connection').dataset.state = state;
  at('connection').textContent = text;
  document.body.classList.toggle('stale', state !== 'live');
}

function showCounters(counters) {
  for (const name of ['total_contacts', 'sent_count', 'delivered_count', 'read_count', 'failed_count'])
    at(name).textContent = number.format(counters[name]);
  at('delivery_rate').textContent = percent(counters.delivery_rate);
  at('read_rate').textContent = percent(counters.read_rate);
  at('delivery_bar').value = counters.delivery_rate;
  at('read_bar').value = counters.read_rate;
}

function row(cells, className = '') {
  const line = document.createElement('tr');
  line.className = className;
  for (const [content, kind] of cells) {
    const cell = line.insertCell();
    cell.className = kind || '';
    cell.append(content);
  }
  return line;
}

function health(instance) {
  const box = document.createElement('div');
  box.className = 'health' + (instance.health_score < 50 ? ' poor' : '');
  const bar = document.createElement('progress');
  bar.max = 100;
  bar.value = instance.health_score;
  box.append(instance.health_score + ' of 100', bar);
  return box;
}

const instanceRow = each => row([
  [each.instance], [health(each)], [number.format(each.msgs_sent_today), 'number'],
  [number.format(each.msgs_delivered_today), 'number'], [number.format(each.msgs_read_today), 'number'],
  [number.format(each.msgs_failed_today), 'number'], [each.last_error, 'wide']]);

const logRow = each => row([
  [new Date(each.created_at).toLocaleTimeString('en-GB')],
  [each.log_type.replace('message_', '').replace('_', ' ') + (each.implied ? ' (implied)' : '')],
  [each.contact || each.row], [each.message_id, 'wide'],
  [[each.error_code, each.error_message].filter(Boolean).join(' '), 'wide']], each.log_type);

async function fetchJson(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(path + ': ' + answer.status);
  return answer.json();
}

async function showDetails() {
  const shown = campaign;
  const [instances, log] = await Promise.all([
    fetchJson('api/instances'),
    fetchJson(`api/campaigns/${encodeURIComponent(campaign)}/log?limit=20`)]);
  if (shown !== campaign) return;
  at('instances').replaceChildren(...instances.map(instanceRow));
  at('log').replaceChildren(...log.map(logRow));
}

// People read a table no more often than once a second.
function showDetailsSoon() {
  if (detailsDue) return;
  detailsDue = true;
  showDetails().catch(() => {});
  setTimeout(() => { detailsDue = false; showDetails().catch(() => {}); }, 1000);
}

function follow(which) {
  campaign = which;
  if (events) events.close();
  at('name').textContent = which;
  for (const number of document.querySelectorAll('.cards b, .cards i')) number.textContent = '–';
  events = new EventSource(`api/campaigns/${encodeURIComponent(which)}/events`);
  events.addEventListener('counters', event => {
    say('live', 'Live');
    showCounters(JSON.parse(event.data));
    showDetailsSoon();
  });
  events.onerror = () => {
    say('lost', 'Disconnected: these numbers may be old. Trying again …');
    // What the browser gives up it does not try again by itself.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => follow(campaign), 2000);
  };
}

function listCampaigns(names) {
  at('nothing').hidden = names.length > 0;
  at('campaigns').hidden = names.length < 2;
  at('campaigns').replaceChildren(...names.map(name => new Option(name, name)));
  if (names.length === 0) return;
  const wanted = [hashName(), campaign, names[names.length - 1]].find(each => names.includes(each));
  at('campaigns').value = wanted;
  if (!events || wanted !== campaign) follow(wanted);
}

// Campaigns may come at any time.
async function refresh() {
  try {
    const names = await fetchJson('api/campaigns');
    listCampaigns(names);
    if (!events || events.readyState === EventSource.OPEN) say('live', 'Live');
  } catch {
    say('lost', 'Disconnected: these numbers may be old. Trying again …');
  }
}

async function look() {
  await refresh();
  setTimeout(look, 2000);
}

at('campaigns').onchange = () => { location.hash = encodeURIComponent(at('campaigns').value); };
window.onhashchange = refresh;
look();
