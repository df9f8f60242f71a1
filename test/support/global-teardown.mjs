import { removeRunFolder } from './run-folder.js';

export default function tearDown() {
  removeRunFolder(process.env.TEST_RUN_FOLDER);
}
