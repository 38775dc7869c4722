import { load } from 'forkcast';

const volume = document.querySelector('#volume');
const verdict = document.querySelector('#verdict');
const forkcast = await load();

function show() {
  const queries_per_day = Math.round(10 ** volume.value);
  const [row] = forkcast.sweep([{ queries_per_day }]);
  verdict.textContent = `${queries_per_day}: ${row.winner}, ${row.monthly_usd.toFixed(0)} USD a month`;
}
volume.addEventListener('input', show);
show();
