// The recipients of a campaign, page by page, and the story of one of them.
import {at, fetchJson, make, pathOf} from './dom.js';
import {kind, say, time, toMinute} from './words.js';

let campaign = '';
let wantedKind = '';
let before = [];  // where the pages before this one begin
let here = '';    // where this page begins
let asked = 0;

const statuses = ['pending', 'sent', 'delivered', 'read', 'failed'];

function textOf(reason) {
  return [reason.failure_kind && kind(reason.failure_kind), reason.error_code, reason.error_message]
    .filter(Boolean).join(' · ');
}

function lineOf(recipient) {
  const opens = make('button', {className: 'link', onclick: () => showStory({row: recipient.row})},
                     recipient.contact_name || recipient.contact || recipient.row);
  const line = make('tr', {}, make('td', {}, opens), make('td', {}, say[recipient.status] ?? recipient.status),
                    ...['sent_at', 'delivered_at', 'read_at'].map(
                      moment => make('td', {className: 'wide'}, toMinute(recipient[moment]))),
                    make('td', {}, textOf(recipient)));
  line.dataset.status = recipient.status;
  return line;
}

/// Reads this page again, and leaves the focus where it is.
export async function showRecipients() {
  const mine = ++asked;
  const query = new URLSearchParams({limit: 50, status: at('status').value, order: at('order').value,
                                     failure_kind: wantedKind, after: here});
  const page = await fetchJson(`${pathOf(campaign)}/recipients?${query}`);
  if (mine !== asked) return;
  const focused = [...at('recipients').rows].findIndex(row => row.contains(document.activeElement));
  at('recipients').replaceChildren(...page.recipients.map(lineOf));
  at('recipients').rows[focused]?.querySelector('button').focus();
  at('page_number').textContent = page.recipients.length || here ? say.page(before.length + 1) : say.none_here;
  at('previous').disabled = before.length === 0;
  at('next').disabled = !page.next;
  at('next').onclick = () => { before.push(here); here = page.next; showRecipients().catch(() => {}); };
}

function fromTheStart() {
  [before, here] = [[], ''];
  showRecipients().catch(() => {});
}

export function followRecipients(which) {
  campaign = which;
  wantedKind = '';
  at('status').value = '';
  at('recipients').replaceChildren();
  fromTheStart();
}

/// Shows those who failed for a reason.
export function showFailed(why) {
  at('status').value = 'failed';
  wantedKind = why;
  fromTheStart();
  at('recipients_box').scrollIntoView();
}

function facts(message) {
  const known = {row: message.row, message_id: message.message_id, instance: message.instance,
                 status: say[message.status] ?? message.status, reason: textOf(message)};
  return Object.entries(known).filter(([, text]) => text)
    .flatMap(([name, text]) => [make('dt', {}, say[name]), make('dd', {}, text)]);
}

function entryOf(logged) {
  const what = say[logged.new_status] ?? logged.new_status;
  return make('li', {}, `${time(logged.created_at)}: ${what}`, logged.implied ? ` (${say.implied})` : '',
              textOf(logged) ? ` · ${textOf(logged)}` : '');
}

async function showStory(query) {
  const [story] = await fetchJson(`api/messages?${new URLSearchParams(query)}`);
  const id = Object.values(query)[0];
  at('story_title').textContent = story ? story.contact_name || story.contact || story.row : say.not_found(id);
  at('story_facts').replaceChildren(...(story ? facts(story) : []));
  at('story_log').replaceChildren(...(story ? story.log.map(entryOf) : []));
  if (!at('story').open) at('story').showModal();
  return Boolean(story);
}

export function prepareRecipients() {
  at('status').replaceChildren(new Option(say.all, ''), ...statuses.map(each => new Option(say[each], each)));
  at('order').replaceChildren(...['ascending', 'descending'].map(each => new Option(say[each], each)));
  at('status').onchange = () => { wantedKind = ''; fromTheStart(); };
  at('order').onchange = fromTheStart;
  at('previous').onclick = () => { here = before.pop(); showRecipients().catch(() => {}); };
  at('find').onsubmit = async event => {
    event.preventDefault();
    const id = at('find_message').value.trim();
    if (id) await showStory({message_id: id}) || await showStory({row: id});
  };
}
