// A single page routes its own paths: what is not a file is the page itself. Error pages would do the same, but they
// would also answer what the firewall blocks with the page.
function handler(event) {
  var request = event.request;
  if (!request.uri.split('/').pop().includes('.')) {
    request.uri = '/index.html';
  }
  return request;
}
