// What every page has: live regions, filters, commands, times in the reader's zone, the theme.
import './live.js';
import './filters.js';
import './commands.js';
import './times.js';
import './theme.js';
import './keys.js';
