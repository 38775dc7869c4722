// Used in MDX as <Verdict scenario={{ change_days: 7 }} />. The effect runs in the browser alone, so building the
// site needs no WebAssembly.
import { useEffect, useState } from 'react';

export default function Verdict({ scenario }) {
  const [text, setText] = useState('…');
  const asked = JSON.stringify(scenario);
  useEffect(() => {
    let current = true;
    import('forkcast')
      .then(({ load }) => load())
      .then((forkcast) => forkcast.evaluate(JSON.parse(asked), { simulations: 256 }).verdict.headline)
      .then((headline) => { if (current) setText(headline); }, (error) => { if (current) setText(error.message); });
    return () => { current = false; };
  }, [asked]);
  return <p aria-live="polite">{text}</p>;
}
