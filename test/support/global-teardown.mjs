import { removeRunFolder } from './run-folder.mjs';

export default function tearDown() {
  removeRunFolder(process.env.FOYER_TEST_FOLDER);
}
