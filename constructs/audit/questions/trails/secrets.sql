-- Which secrets were read, and by whom
SELECT account, json_extract_scalar(requestparameters, '$.secretId') AS secret, useridentity.arn AS who,
  count(*) AS times, max(eventtime) AS latest
FROM trails
WHERE day >= date_format(current_date - interval '7' day, '%Y/%m/%d')
  AND eventsource = 'secretsmanager.amazonaws.com'
  AND eventname = 'GetSecretValue'
GROUP BY account, json_extract_scalar(requestparameters, '$.secretId'), useridentity.arn
ORDER BY times DESC
