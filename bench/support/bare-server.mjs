/** The floor: a bare node:http that parses path and query and answers fixed bytes. */
import { createServer } from 'node:http';

const body = process.env.BODY;
const headers = JSON.parse(process.env.HEADERS);
createServer((request, response) => {
  const { url } = request;
  const at = url.indexOf('?');
  new URLSearchParams(at < 0 ? '' : url.slice(at + 1)).get('subject');
  response.writeHead(200, headers);
  response.end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');
