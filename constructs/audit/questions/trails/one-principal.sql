-- All that one principal did: write its name for NAME
SELECT eventtime, account, region, useridentity.arn AS who, eventsource, eventname, sourceipaddress, errorcode, requestparameters
FROM trails
WHERE day >= date_format(current_date - interval '7' day, '%Y/%m/%d')
  AND useridentity.arn LIKE '%NAME%'
ORDER BY eventtime DESC
LIMIT 1000
