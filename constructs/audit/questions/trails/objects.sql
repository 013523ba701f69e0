-- Who read and wrote objects of which buckets: only with detection.dataEvents
SELECT account, json_extract_scalar(requestparameters, '$.bucketName') AS bucket, useridentity.arn AS who,
  eventname, count(*) AS times, max(eventtime) AS latest
FROM trails
WHERE day >= date_format(current_date - interval '7' day, '%Y/%m/%d')
  AND eventsource = 's3.amazonaws.com'
  AND eventcategory = 'Data'
GROUP BY account, json_extract_scalar(requestparameters, '$.bucketName'), useridentity.arn, eventname
ORDER BY times DESC
LIMIT 200
