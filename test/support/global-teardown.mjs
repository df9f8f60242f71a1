import { removeRunFolder } from './run-folder.js';

export default function tearDown() {
  removeRunFolder(process.env.FOYER_TEST_FOLDER);
}
