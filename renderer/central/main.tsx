import { createRoot } from 'react-dom/client';
import '../styles/all.css';
import './central.css';
import { CentralWindow } from './central-window.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('central.html has the element with the id "root"');
createRoot(root).render(<CentralWindow />);
