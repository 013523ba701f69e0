// What CloudWatch Synthetics runs, after a line with what to ask for: asked. Each answer has to be there in time, whole,
// from a host whose certificate is valid, with the status and the text that are right; else the run fails, and its
// error says which was not.
const https = require('https');

// The firewall refuses requests that do not say who asks.
const headers = { 'User-Agent': 'bulkhead-canary' };

// What has no end would fill the memory.
const most = 1 << 20;

function ask({ url, status, text, seconds }) {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { agent: false, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        body += part;
        if (body.length > most) {
          request.destroy(new Error(`answers with more than ${most} characters`));
        }
      });
      response.on('error', reject);
      response.on('end', () => {
        if (status === 0 ? response.statusCode >= 500 : response.statusCode !== status) {
          reject(new Error(`answers ${response.statusCode}, and not ${status || 'below 500'}`));
        } else if (!body.includes(text)) {
          reject(new Error(`answers without ${JSON.stringify(text)}`));
        } else {
          resolve();
        }
      });
    });
    const late = setTimeout(() => request.destroy(new Error(`has not answered in ${seconds} s`)), seconds * 1000);
    request.on('close', () => clearTimeout(late));
    request.on('error', reject);
  });
}

exports.handler = async () => {
  const answers = await Promise.allSettled(asked.map(ask));
  const wrong = answers.flatMap(({ reason }, i) => (reason ? [`${asked[i].url} ${reason.message}`] : []));
  if (wrong.length > 0) {
    throw new Error(wrong.join('; '));
  }
};
