import { createRoot } from 'react-dom/client';
import { createSounds } from './sound/sounds.ts';
import './styles/all.css';
import { Window } from './window.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has the element with the id "puente"');
createRoot(root).render(<Window sounds={createSounds()} now={Date.now} />);
