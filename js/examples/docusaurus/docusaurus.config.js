// The element of the page within any MDX file: <forkcast-embed scenario="v1&change_days=7" parts="verdict,cost"></forkcast-embed>
export default {
  title: 'Decisions',
  url: 'https://your.site',
  baseUrl: '/',
  presets: [['classic', { docs: { routeBasePath: '/' }, blog: false }]],
  scripts: [{ src: 'https://your.host/forkcast/embed.js', defer: true }],
};
