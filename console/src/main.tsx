import { render } from 'preact';
import { followLanguage } from './i18n/i18n';
import { Page } from './page';
import { resumeSession } from './session/session';
import { startClock } from './shared/clock';
import { followTheme } from './shared/theme';
import './styles/console.css';

followLanguage();
followTheme();
startClock();
void resumeSession();
render(<Page />, document.getElementById('console') as HTMLElement);
