// Delivered and read per minute, as bars; those of a long campaign are of several minutes.
import {at, draw, make} from './dom.js';
import {count, say, toMinute} from './words.js';

const [width, height, fewestBars] = [600, 160, 10];

function columnsOf({bars, bar_minutes}) {
  const placeOf = bar => (Date.parse(bar.at) - Date.parse(bars[0].at)) / 60000 / bar_minutes;
  const step = width / Math.max(placeOf(bars.at(-1)) + 1, fewestBars);
  const top = Math.max(1, ...bars.map(bar => Math.max(bar.delivered, bar.read)));
  return bars.flatMap(bar => ['delivered', 'read'].map((what, side) => {
    const tall = bar[what] * height / top;
    return draw('rect', {class: what, x: (placeOf(bar) + side * 0.45) * step, width: step * 0.43,
                         y: height - tall, height: tall});
  }));
}

export function showChart(pace) {
  const {bars} = pace;
  at('chart_box').hidden = bars.length === 0;
  if (bars.length === 0) return;
  at('chart').replaceChildren(...columnsOf(pace));
  const sums = ['delivered', 'read'].map(what => make(
    'span', {className: what}, say.chart[what](count(bars.reduce((all, bar) => all + bar[what], 0)))));
  at('chart_text').replaceChildren(...sums, say.chart.bar(pace.bar_minutes));
  at('chart_from').textContent = toMinute(bars[0].at);
  at('chart_to').textContent = toMinute(bars.at(-1).at);
}
