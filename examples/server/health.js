// An instance's health over the day, as the server saw it.
import {draw, make} from './dom.js';
import {say, timeOfDay} from './words.js';

/// Steps in which the server did not look are passed over by the line.
function lineOf(scores) {
  const step = 100 / (scores.length - 1);
  const points = scores.flatMap((score, i) => score === null ? [] : [`${i * step},${20 - score / 5}`]);
  const line = draw('svg', {viewBox: '0 -1 100 22', preserveAspectRatio: 'none', 'aria-hidden': 'true'});
  line.append(draw('polyline', {points: points.join(' ')}));
  return line;
}

function lowestOf({since, step_minutes, lowest}) {
  const score = Math.min(...lowest.filter(each => each !== null));
  const at = Date.parse(since) + lowest.lastIndexOf(score) * step_minutes * 60000;
  return make('small', {}, say.lowest(score, timeOfDay(at)));
}

export const healthCell = ({health_score, health_day}) => make(
  'td', {className: 'health' + (health_score < 50 ? ' poor' : '')},
  `${health_score} / 100`, lineOf([...health_day.lowest, health_score]), lowestOf(health_day));
